<?php
/**
 * Takes away what the plugin kept, when the site's owner deletes it: on every site of a
 * network, and what sites left that are gone.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/includes/tables.php';
require_once __DIR__ . '/includes/sites.php';
require_once __DIR__ . '/includes/settings.php';

/** Takes it away on one site. */
function uninstall_from_site() {
	global $wpdb;
	stop_daily_work();
	foreach ( settings_options() as $option ) {
		delete_option( $option );
	}
	delete_option( TABLES_OPTION );
	foreach ( TABLES as $name ) {
		drop_table( $wpdb->prefix . $name );
	}
}

/** Drops the tables of sites that were deleted while the plugin did not run. */
function drop_left_tables() {
	global $wpdb;
	foreach ( TABLES as $name ) {
		$pattern = $wpdb->esc_like( $wpdb->base_prefix ) . '%' . $wpdb->esc_like( $name );
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WordPress does not know them.
		foreach ( $wpdb->get_col( $wpdb->prepare( 'SHOW TABLES LIKE %s', $pattern ) ) as $table ) {
			if ( preg_match( '/^' . preg_quote( $wpdb->base_prefix, '/' ) . '\d+_' . $name . '$/D', $table ) ) {
				drop_table( $table );
			}
		}
	}
}

/**
 * Drops a table.
 *
 * @param string $table The table.
 */
function drop_table( $table ) {
	global $wpdb;
	// phpcs:ignore WordPress.DB -- the plugin's own, and nothing to prepare.
	$wpdb->query( "DROP TABLE IF EXISTS `{$table}`" );
}

on_each_site( __NAMESPACE__ . '\\uninstall_from_site' );
if ( is_multisite() ) {
	drop_left_tables();
}
