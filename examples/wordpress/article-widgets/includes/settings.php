<?php
/**
 * The settings: where the widgets' script comes from.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The option that holds the URL of the server with `article-widgets.js`. */
const SERVER_OPTION = 'article_widgets_server';

/** The settings page, and its group of settings. */
const SETTINGS_PAGE = 'article-widgets';

/** The server's URL without a slash at its end; empty if none is set. */
function server_url() {
	return untrailingslashit( (string) get_option( SERVER_OPTION, '' ) );
}

/** Registers the setting and its field. */
function register_settings() {
	register_setting(
		SETTINGS_PAGE,
		SERVER_OPTION,
		array(
			'type'              => 'string',
			'default'           => '',
			'sanitize_callback' => __NAMESPACE__ . '\\checked_server_url',
		)
	);
	add_settings_section( 'server', '', '__return_null', SETTINGS_PAGE );
	add_settings_field(
		SERVER_OPTION,
		__( 'Server', 'article-widgets' ),
		__NAMESPACE__ . '\\show_server_field',
		SETTINGS_PAGE,
		'server',
		array( 'label_for' => SERVER_OPTION )
	);
}

/**
 * The URL that was entered, or the one before if it is none.
 *
 * @param mixed $entered What was entered.
 */
function checked_server_url( $entered ) {
	$url = esc_url_raw( trim( (string) $entered ), array( 'http', 'https' ) );
	if ( '' === trim( (string) $entered ) || wp_parse_url( $url, PHP_URL_HOST ) ) {
		return untrailingslashit( $url );
	}
	add_settings_error( SERVER_OPTION, 'url', __( 'The server is not a URL that begins with https:// or http://.', 'article-widgets' ) );
	return server_url();
}

/** Adds the page to the menu Settings. */
function add_settings_page() {
	add_options_page(
		__( 'Article Widgets', 'article-widgets' ),
		__( 'Article Widgets', 'article-widgets' ),
		'manage_options',
		SETTINGS_PAGE,
		__NAMESPACE__ . '\\show_settings_page'
	);
}

/** Shows the page. */
function show_settings_page() {
	?>
	<div class="wrap">
		<h1><?php echo esc_html( get_admin_page_title() ); ?></h1>
		<form method="post" action="options.php">
			<?php
			settings_fields( SETTINGS_PAGE );
			do_settings_sections( SETTINGS_PAGE );
			submit_button();
			?>
		</form>
	</div>
	<?php
}

/** Shows the field. */
function show_server_field() {
	printf(
		'<input type="url" class="regular-text code" id="%1$s" name="%1$s" value="%2$s" placeholder="https://widgets.example" aria-describedby="%1$s-hint"><p class="description" id="%1$s-hint">%3$s</p>',
		esc_attr( SERVER_OPTION ),
		esc_attr( server_url() ),
		esc_html__( 'Where article-widgets.js is served. Until a server is named here, no widget is shown.', 'article-widgets' )
	);
}
