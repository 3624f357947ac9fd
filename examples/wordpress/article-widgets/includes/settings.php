<?php
/**
 * The settings: where the widgets' script comes from, and where votes and comments go.
 * An author of a post decides neither.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The option that holds the URL of the server with `article-widgets.js`. */
const SERVER_OPTION = 'article_widgets_server';

/** The settings page, and its group of settings. */
const SETTINGS_PAGE = 'article-widgets';

/** The widgets that readers write with, and the back ends of each; the first is the default. */
const BACKENDS = array(
	'rating'   => array( 'wordpress', 'native' ),
	'comments' => array( 'wordpress', 'native', 'isso' ),
);

/** The server's URL without a slash at its end; empty if none is set. */
function server_url() {
	return url_in( SERVER_OPTION );
}

/**
 * The URL in an option, without a slash at its end; empty if none is set.
 *
 * @param string $option The option.
 */
function url_in( $option ) {
	return untrailingslashit( esc_url_raw( (string) get_option( $option, '' ), array( 'http', 'https' ) ) );
}

/**
 * The option that holds what a widget's back end is.
 *
 * @param string $widget The widget, as in `BACKENDS`.
 */
function backend_option( $widget ) {
	return "article_widgets_{$widget}_backend";
}

/**
 * The option that holds the URL of a widget's back end.
 *
 * @param string $widget The widget, as in `BACKENDS`.
 */
function endpoint_option( $widget ) {
	return "article_widgets_{$widget}_endpoint";
}

/** All options that the settings are in. */
function settings_options() {
	$options = array( SERVER_OPTION );
	foreach ( array_keys( BACKENDS ) as $widget ) {
		$options[] = backend_option( $widget );
		$options[] = endpoint_option( $widget );
	}
	return $options;
}

/**
 * The attributes that say where what readers write in a widget goes.
 *
 * @param string $widget The widget.
 * @return string[] `backend`, and `endpoint` unless it is this site or the server; none
 *                  for a widget that readers do not write in.
 */
function where_kept( $widget ) {
	if ( ! isset( BACKENDS[ $widget ] ) ) {
		return array();
	}
	return array_filter(
		array(
			'backend'  => checked_backend( $widget, get_option( backend_option( $widget ) ) ),
			'endpoint' => url_in( endpoint_option( $widget ) ),
		)
	);
}

/**
 * Who may change the settings: the site's administrators, unless they may put no script
 * into its pages, as those of a network's site may not.
 *
 * @return string The capability.
 */
function settings_capability() {
	return current_user_can( 'unfiltered_html' ) ? 'manage_options' : 'do_not_allow';
}

/** Registers the settings and their fields. */
function register_settings() {
	add_settings_section( 'server', '', '__return_null', SETTINGS_PAGE );
	register_url(
		SERVER_OPTION,
		__( 'Server', 'article-widgets' ),
		__( 'Where article-widgets.js is served. Until a server is named here, no widget is shown.', 'article-widgets' )
	);
	$hint = __( 'Empty for this site\'s WordPress or the server above.', 'article-widgets' );
	register_backend( 'rating', __( 'Votes are kept by', 'article-widgets' ) );
	register_url( endpoint_option( 'rating' ), __( 'URL for votes', 'article-widgets' ), $hint );
	register_backend( 'comments', __( 'Comments are kept by', 'article-widgets' ) );
	register_url( endpoint_option( 'comments' ), __( 'URL for comments', 'article-widgets' ), $hint );
}

/**
 * Registers the setting of a URL, and its field.
 *
 * @param string $option The option that holds it.
 * @param string $title  What it is.
 * @param string $hint   What it is for.
 */
function register_url( $option, $title, $hint ) {
	$check = function ( $entered ) use ( $option, $title ) {
		return checked_url( $entered, $option, $title );
	};
	register_field( $option, $title, __NAMESPACE__ . '\\show_url_field', $check, '', array( 'hint' => $hint ) );
}

/**
 * Registers the setting of a widget's back end, and its field.
 *
 * @param string $widget The widget.
 * @param string $title  What it is.
 */
function register_backend( $widget, $title ) {
	$check = function ( $entered ) use ( $widget ) {
		return checked_backend( $widget, $entered );
	};
	register_field( backend_option( $widget ), $title, __NAMESPACE__ . '\\show_backend_field', $check, BACKENDS[ $widget ][0], array( 'widget' => $widget ) );
}

/**
 * Registers a setting and its field.
 *
 * @param string   $option    The option that holds it.
 * @param string   $title     What it is.
 * @param callable $show      Shows the field.
 * @param callable $check     Makes of what was entered what is kept.
 * @param string   $initial   What holds until something is entered.
 * @param array    $arguments What `$show` gets, beside the option.
 */
function register_field( $option, $title, $show, $check, $initial, $arguments ) {
	register_setting(
		SETTINGS_PAGE,
		$option,
		array(
			'type'              => 'string',
			'default'           => $initial,
			'sanitize_callback' => $check,
		)
	);
	$arguments += array(
		'option'    => $option,
		'label_for' => $option,
	);
	add_settings_field( $option, $title, $show, SETTINGS_PAGE, 'server', $arguments );
}

/**
 * The URL that was entered, or the one before if it is none.
 *
 * @param mixed  $entered What was entered.
 * @param string $option  The option that holds it.
 * @param string $title   What it is.
 */
function checked_url( $entered, $option, $title ) {
	$entered = is_string( $entered ) ? trim( $entered ) : '';
	$url     = esc_url_raw( $entered, array( 'http', 'https' ) );
	$parts   = wp_parse_url( $url );
	$is_url  = ! empty( $parts['host'] ) && ! array_intersect_key( $parts, array_flip( array( 'user', 'pass', 'query', 'fragment' ) ) );
	if ( '' === $entered || $is_url ) {
		return untrailingslashit( $url );
	}
	/* translators: %s: the field */
	$message = __( '%s: enter a URL that begins with https:// or http:// and has no query.', 'article-widgets' );
	add_settings_error( $option, 'url', sprintf( $message, $title ) );
	return url_in( $option );
}

/**
 * The back end that was chosen, or the default if the widget has no such one.
 *
 * @param string $widget  The widget.
 * @param mixed  $entered What was chosen.
 */
function checked_backend( $widget, $entered ) {
	return in_array( $entered, BACKENDS[ $widget ], true ) ? $entered : BACKENDS[ $widget ][0];
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
		<?php if ( current_user_can( settings_capability() ) ) : ?>
			<form method="post" action="options.php">
				<?php
				settings_fields( SETTINGS_PAGE );
				do_settings_sections( SETTINGS_PAGE );
				submit_button();
				?>
			</form>
		<?php else : ?>
			<p><?php esc_html_e( 'These settings bring a script into the site\'s pages. They are for those who may publish unfiltered HTML: ask the administrators of the network.', 'article-widgets' ); ?></p>
		<?php endif; ?>
	</div>
	<?php
}

/**
 * Shows the field of a URL.
 *
 * @param string[] $field Its `option` and `hint`.
 */
function show_url_field( $field ) {
	printf(
		'<input type="url" class="regular-text code" id="%1$s" name="%1$s" value="%2$s" placeholder="https://widgets.example" aria-describedby="%1$s-hint"><p class="description" id="%1$s-hint">%3$s</p>',
		esc_attr( $field['option'] ),
		esc_attr( url_in( $field['option'] ) ),
		esc_html( $field['hint'] )
	);
}

/**
 * Shows the field of a widget's back end.
 *
 * @param string[] $field Its `option` and `widget`.
 */
function show_backend_field( $field ) {
	$names  = array(
		'wordpress' => __( 'WordPress', 'article-widgets' ),
		'native'    => __( 'The server of Article Widgets', 'article-widgets' ),
		'isso'      => __( 'Isso', 'article-widgets' ),
	);
	$chosen = where_kept( $field['widget'] )['backend'];
	printf( '<select id="%1$s" name="%1$s">', esc_attr( $field['option'] ) );
	foreach ( BACKENDS[ $field['widget'] ] as $backend ) {
		printf( '<option value="%1$s"%2$s>%3$s</option>', esc_attr( $backend ), selected( $backend, $chosen, false ), esc_html( $names[ $backend ] ) );
	}
	echo '</select>';
}
