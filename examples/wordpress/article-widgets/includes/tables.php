<?php
/**
 * The plugin's tables.
 *
 * @package ArticleWidgets
 */

// phpcs:disable WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- only names of the plugin's own tables.

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The shape of the tables: another number makes them anew where they differ. */
const TABLES_VERSION = '2';

/** The option that holds the version of the tables that are there. */
const TABLES_OPTION = 'article_widgets_tables';

/** What is done once a day. */
const DAILY_HOOK = 'article_widgets_forget';

/** How the tables' names end. */
const TABLES = array(
	'article_widgets_votes',
	'article_widgets_tallies',
	'article_widgets_limits',
);

/** The table of votes: a voter has one on an article. */
function votes_table() {
	global $wpdb;
	return $wpdb->prefix . 'article_widgets_votes';
}

/** The table that knows of each article what its votes come to. */
function tallies_table() {
	global $wpdb;
	return $wpdb->prefix . 'article_widgets_tallies';
}

/** The table that knows from when on an address may write as much as any again. */
function limits_table() {
	global $wpdb;
	return $wpdb->prefix . 'article_widgets_limits';
}

/** Makes a site ready whose tables are of another shape, or may be gone. */
function make_ready() {
	make_tables_once();
	keep_ready();
}

/** Makes what a site lacks: its tables, in today's shape, and what is done once a day. */
function keep_ready() {
	if ( get_option( TABLES_OPTION ) !== TABLES_VERSION ) {
		make_tables_once();
	}
	if ( ! wp_next_scheduled( DAILY_HOOK ) ) {
		wp_schedule_event( time() + DAY_IN_SECONDS, 'daily', DAILY_HOOK );
	}
}

/** Makes the tables, unless another request is at it. */
function make_tables_once() {
	global $wpdb;
	$lock = 'article-widgets ' . md5( DB_NAME . votes_table() );
	// What fails is tried again by the next request.
	try {
		$is_free = ask_database( 'get_var', $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', $lock ) );
		if ( '1' === $is_free ) {
			make_tables();
			ask_database( 'get_var', $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $lock ) );
		}
	} catch ( Failure $failure ) {
		return;
	}
}

/**
 * Makes the tables, or changes them to today's shape.
 *
 * Keys and identifiers are bytes: no collation makes two articles one. A vote and its
 * tally are kept together or not at all, which InnoDB alone can do.
 *
 * @throws Failure If the database cannot be used at the moment.
 */
function make_tables() {
	global $wpdb;
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	$votes   = votes_table();
	$tallies = tallies_table();
	$limits  = limits_table();
	$charset = $wpdb->get_charset_collate();
	dbDelta(
		"CREATE TABLE {$votes} (
			article varbinary(512) NOT NULL,
			voter binary(16) NOT NULL,
			value tinyint unsigned NOT NULL,
			best tinyint unsigned NOT NULL,
			PRIMARY KEY  (article,voter)
		) ENGINE=InnoDB {$charset};
		CREATE TABLE {$tallies} (
			article varbinary(512) NOT NULL,
			votes bigint NOT NULL,
			stars bigint NOT NULL,
			PRIMARY KEY  (article)
		) ENGINE=InnoDB {$charset};
		CREATE TABLE {$limits} (
			name binary(32) NOT NULL,
			due bigint unsigned NOT NULL,
			PRIMARY KEY  (name),
			KEY due (due)
		) ENGINE=InnoDB {$charset};"
	);
	foreach ( array( $votes, $tallies, $limits ) as $table ) {
		make_transactional( $table );
	}
	repair_tallies();
	update_option( TABLES_OPTION, TABLES_VERSION );
}

/**
 * Gives a table to InnoDB, if it was made where that is not the default.
 *
 * @param string $table The table.
 * @throws Failure If the database cannot be used at the moment.
 */
function make_transactional( $table ) {
	global $wpdb;
	$query  = $wpdb->prepare( 'SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s', $table );
	$engine = ask_database( 'get_var', $query );
	if ( ! $engine ) {
		throw Failure::unavailable();
	}
	if ( 'innodb' !== strtolower( $engine ) ) {
		ask_database( 'query', "ALTER TABLE {$table} ENGINE=InnoDB" );
	}
}

/** Ends what is done once a day. */
function stop_daily_work() {
	wp_unschedule_hook( DAILY_HOOK );
}

/**
 * Runs a query of the database.
 *
 * @param string $method A method of wpdb: `query`, `get_results`, `get_row` or `get_var`.
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
