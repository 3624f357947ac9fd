<?php
/**
 * Placing the widgets: shortcodes and blocks.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The script's and the sheet's name in WordPress' queues. */
const HANDLE = 'article-widgets';

/**
 * Each element with the attributes that a shortcode or a block may give it. None says
 * where readers' data go, or what they are shown comes from: whoever writes posts could
 * say so otherwise.
 */
const ELEMENTS = array(
	'rating'   => array( 'article', 'lang', 'loading', 'max', 'readonly', 'value', 'votes', 'template', 'structured-data', 'name', 'required', 'disabled' ),
	'nav'      => array( 'lang', 'loading', 'prefetch', 'shortcuts' ),
	'comments' => array( 'article', 'lang', 'loading', 'show', 'order', 'paging', 'depth', 'images', 'name-field', 'email-field', 'website-field' ),
);

/** Registers a shortcode and a block for each element. */
function register_places() {
	wp_register_script(
		'article-widgets-blocks',
		plugins_url( 'blocks.js', __DIR__ ),
		array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
		'0.1.0',
		true
	);
	foreach ( array_keys( ELEMENTS ) as $name ) {
		$show = __NAMESPACE__ . '\\show_' . $name;
		add_shortcode( 'article_' . $name, $show );
		register_block_type(
			'article-widgets/' . $name,
			array(
				'api_version'     => 2,
				'editor_script'   => 'article-widgets-blocks',
				'render_callback' => $show,
				'attributes'      => 'rating' === $name ? array( 'max' => array( 'type' => 'number' ) ) : array(),
			)
		);
	}
}

/**
 * The rating of the post.
 *
 * @param array|string $attributes What the shortcode or the block gives.
 */
function show_rating( $attributes ) {
	return element( 'rating', $attributes, array( 'article' => (string) get_permalink() ) );
}

/**
 * The links to the posts before and after, which are there without scripts as well.
 *
 * @param array|string $attributes What the shortcode or the block gives.
 */
function show_nav( $attributes ) {
	$links = link_to( get_previous_post(), 'prev' ) . link_to( get_next_post(), 'next' );
	return element( 'nav', $attributes, array(), $links );
}

/**
 * The comments of the post, unless a password keeps them.
 *
 * @param array|string $attributes What the shortcode or the block gives.
 */
function show_comments( $attributes ) {
	if ( post_password_required() ) {
		return '';
	}
	return element( 'comments', $attributes, array( 'article' => comments_key( where_kept( 'comments' )['backend'] ) ) );
}

/**
 * Under what the post's comments are kept.
 *
 * @param string $backend By which back end.
 */
function comments_key( $backend ) {
	switch ( $backend ) {
		case 'native':
			return (string) get_permalink();
		case 'isso':
			return wp_make_link_relative( (string) get_permalink() );
		default:
			return (string) get_the_ID();
	}
}

/**
 * A link to a neighbour.
 *
 * @param \WP_Post|string|null $post The neighbour, if there is one.
 * @param string               $rel  `prev` or `next`.
 */
function link_to( $post, $rel ) {
	if ( ! $post instanceof \WP_Post ) {
		return '';
	}
	return sprintf(
		'<a rel="%s" href="%s">%s</a>',
		esc_attr( $rel ),
		esc_url( get_permalink( $post ) ),
		esc_html( wp_strip_all_tags( get_the_title( $post ) ) )
	);
}

/**
 * An element, for which the script is loaded; nothing until a server is named.
 *
 * @param string       $name     The element, without `article-`.
 * @param array|string $given    The attributes that were given.
 * @param array        $defaults Those that stand where none was given.
 * @param string       $content  HTML inside the element.
 */
function element( $name, $given, $defaults, $content = '' ) {
	$server = server_url();
	if ( '' === $server ) {
		return '';
	}
	// phpcs:disable WordPress.WP.EnqueuedResourceParameters -- the files name their own versions.
	wp_enqueue_script( HANDLE, $server . '/article-widgets.js', array(), null, true );
	wp_enqueue_style( HANDLE, $server . '/article-widgets.css', array(), null );
	// phpcs:enable
	$given = array_intersect_key( named_attributes( (array) $given ), array_flip( ELEMENTS[ $name ] ) );
	$html  = '';
	foreach ( where_kept( $name ) + $given + $defaults as $attribute => $value ) {
		$html .= sprintf( ' %s="%s"', $attribute, esc_attr( $value ) );
	}
	return "<article-{$name}{$html}>{$content}</article-{$name}>";
}

/**
 * Attributes by their names: a shortcode tells one without a value as a value without a
 * name.
 *
 * @param array $given What it tells.
 */
function named_attributes( $given ) {
	$named = array();
	foreach ( $given as $name => $value ) {
		if ( is_int( $name ) ) {
			$named[ strtolower( (string) $value ) ] = '';
		} elseif ( is_scalar( $value ) ) {
			$named[ $name ] = (string) $value;
		}
	}
	return $named;
}

/**
 * Loads the script as the module that it is.
 *
 * @param string $tag    The element that WordPress would write.
 * @param string $handle The script's name.
 * @param string $source Its URL.
 */
function load_as_module( $tag, $handle, $source ) {
	if ( HANDLE !== $handle ) {
		return $tag;
	}
	// phpcs:ignore WordPress.WP.EnqueuedResources.NonEnqueuedScript -- this is how it is enqueued.
	return sprintf( "<script type=\"module\" src=\"%s\"></script>\n", esc_url( $source ) );
}
