<?php
/**
 * Takes away what the plugin kept, when the site's owner deletes it.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/includes/tables.php';
require_once __DIR__ . '/includes/settings.php';

/** Takes it away on one site. */
function uninstall_from_site() {
	global $wpdb;
	foreach ( array( votes_table(), tallies_table(), limits_table() ) as $table ) {
		// phpcs:ignore WordPress.DB -- the names are the plugin's own.
		$wpdb->query( "DROP TABLE IF EXISTS {$table}" );
	}
	delete_option( TABLES_OPTION );
	foreach ( settings_options() as $option ) {
		delete_option( $option );
	}
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
		switch_to_blog( $site );
		uninstall_from_site();
		restore_current_blog();
	}
} else {
	uninstall_from_site();
}
