<?php
/**
 * Plugin Name:       Article Widgets
 * Description:       A star rating, links to the neighbouring articles and comments, by blocks or shortcodes; the votes are kept here.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * License:           MIT OR Apache-2.0
 * Text Domain:       article-widgets
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/tables.php';
require_once __DIR__ . '/includes/sites.php';
require_once __DIR__ . '/includes/class-failure.php';
require_once __DIR__ . '/includes/keys.php';
require_once __DIR__ . '/includes/class-parameters.php';
require_once __DIR__ . '/includes/body.php';
require_once __DIR__ . '/includes/limits.php';
require_once __DIR__ . '/includes/tallies.php';
require_once __DIR__ . '/includes/votes.php';
require_once __DIR__ . '/includes/origins.php';
require_once __DIR__ . '/includes/api.php';
require_once __DIR__ . '/includes/settings.php';
require_once __DIR__ . '/includes/placing.php';

register_activation_hook( __FILE__, __NAMESPACE__ . '\\activate' );
register_deactivation_hook( __FILE__, __NAMESPACE__ . '\\deactivate' );
add_action( 'init', __NAMESPACE__ . '\\keep_ready' );
add_action( 'wp_initialize_site', __NAMESPACE__ . '\\make_new_site_ready', 200 );
add_filter( 'wpmu_drop_tables', __NAMESPACE__ . '\\drop_tables_of_site', 10, 2 );
add_action( DAILY_HOOK, __NAMESPACE__ . '\\forget_idle_addresses' );
add_action( DAILY_HOOK, __NAMESPACE__ . '\\repair_tallies' );

add_action( 'rest_api_init', __NAMESPACE__ . '\\register_routes' );
add_filter( 'rest_pre_dispatch', __NAMESPACE__ . '\\take_method_as_sent', 1, 3 );
add_filter( 'rest_request_after_callbacks', __NAMESPACE__ . '\\explain_refusal', 10, 3 );
add_filter( 'rest_pre_serve_request', __NAMESPACE__ . '\\say_who_may_vote', 11, 3 );

add_action( 'admin_init', __NAMESPACE__ . '\\register_settings' );
add_filter( 'option_page_capability_' . SETTINGS_PAGE, __NAMESPACE__ . '\\settings_capability' );
add_action( 'admin_menu', __NAMESPACE__ . '\\add_settings_page' );

add_action( 'init', __NAMESPACE__ . '\\register_places' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\\load_as_module', 10, 3 );
