<?php
/**
 * The plugin's tables.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The shape of the tables: another number makes them anew where they differ. */
const TABLES_VERSION = '1';

/** The option that holds the version of the tables that are there. */
const TABLES_OPTION = 'article_widgets_tables';

/** What is done once a day. */
const FORGET_HOOK = 'article_widgets_forget';

/** The table of votes: a voter has one on an article. */
function votes_table() {
	global $wpdb;
	return $wpdb->prefix . 'article_widgets_votes';
}

/** The table that knows from when on an address may write as much as any again. */
function limits_table() {
	global $wpdb;
	return $wpdb->prefix . 'article_widgets_limits';
}

/**
 * Makes the tables, or changes them to today's shape.
 *
 * Keys and identifiers are bytes: no collation makes two articles one.
 */
function make_tables() {
	global $wpdb;
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	$votes   = votes_table();
	$limits  = limits_table();
	$charset = $wpdb->get_charset_collate();
	dbDelta(
		"CREATE TABLE {$votes} (
			article varbinary(512) NOT NULL,
			voter binary(16) NOT NULL,
			value tinyint unsigned NOT NULL,
			best tinyint unsigned NOT NULL,
			PRIMARY KEY  (article,voter)
		) {$charset};
		CREATE TABLE {$limits} (
			name binary(32) NOT NULL,
			due bigint unsigned NOT NULL,
			PRIMARY KEY  (name),
			KEY due (due)
		) {$charset};"
	);
	update_option( TABLES_OPTION, TABLES_VERSION );
	if ( ! wp_next_scheduled( FORGET_HOOK ) ) {
		wp_schedule_event( time() + DAY_IN_SECONDS, 'daily', FORGET_HOOK );
	}
}

/** Makes the tables after an update, or on a site of a network that has none yet. */
function make_tables_if_needed() {
	if ( get_option( TABLES_OPTION ) !== TABLES_VERSION ) {
		make_tables();
	}
}

/** Ends what is done once a day. */
function stop_forgetting() {
	wp_clear_scheduled_hook( FORGET_HOOK );
}

/**
 * Runs a query of the database.
 *
 * @param string $method A method of wpdb: `query`, `get_results` or `get_row`.
 * @param string $query  The query, prepared.
 * @return mixed What the method answers.
 * @throws Failure If the database cannot be used at the moment.
 */
function ask_database( $method, $query ) {
	global $wpdb;
	$were_suppressed = $wpdb->suppress_errors();
	$answer          = $wpdb->$method( $query );
	$wpdb->suppress_errors( $were_suppressed );
	if ( '' !== $wpdb->last_error ) {
		throw Failure::unavailable();
	}
	return $answer;
}
