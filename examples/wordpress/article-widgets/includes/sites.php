<?php
/**
 * The sites of a network, each of which has tables of its own.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/**
 * Makes a site ready, or all of a network. Where there are many, each makes itself
 * ready by its next request.
 *
 * @param bool $is_network_wide Whether the plugin is activated for the network.
 */
function activate( $is_network_wide ) {
	if ( $is_network_wide && ! wp_is_large_network() ) {
		on_each_site( __NAMESPACE__ . '\\make_ready' );
	} else {
		make_ready();
	}
}

/**
 * Ends what is done once a day on a site, or on all of a network.
 *
 * @param bool $is_network_wide Whether the plugin is deactivated for the network.
 */
function deactivate( $is_network_wide ) {
	if ( $is_network_wide ) {
		on_each_site( __NAMESPACE__ . '\\stop_daily_work' );
	} else {
		stop_daily_work();
	}
}

/**
 * Makes a new site ready, if the plugin is active for the network.
 *
 * @param \WP_Site $site The site.
 */
function make_new_site_ready( $site ) {
	$active = (array) get_site_option( 'active_sitewide_plugins', array() );
	if ( isset( $active[ plugin_basename( dirname( __DIR__ ) . '/article-widgets.php' ) ] ) ) {
		on_site( $site->id, __NAMESPACE__ . '\\make_ready' );
	}
}

/**
 * Adds the plugin's tables to those that are dropped with a site.
 *
 * @param string[] $tables The tables.
 * @param int      $site   The site's number.
 * @return string[] All of them.
 */
function drop_tables_of_site( $tables, $site ) {
	global $wpdb;
	foreach ( TABLES as $name ) {
		$tables[] = $wpdb->get_blog_prefix( $site ) . $name;
	}
	return $tables;
}

/**
 * Does something on each site of the installation.
 *
 * @param callable $work What is done.
 */
function on_each_site( $work ) {
	if ( ! is_multisite() ) {
		$work();
		return;
	}
	$sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $sites as $site ) {
		on_site( $site, $work );
	}
}

/**
 * Does something on a site of the network.
 *
 * @param int      $site The site's number.
 * @param callable $work What is done.
 */
function on_site( $site, $work ) {
	switch_to_blog( $site );
	$work();
	restore_current_blog();
}
