<?php
/**
 * Which pages may vote: the site's own.
 *
 * A browser says of each vote which page it comes from, and no page can change what it
 * says. A nonce would say less: readers have no account, so that theirs is one for all,
 * which anybody can fetch; and a page that a cache keeps has an old one. The widgets
 * send no cookies, so that a vote is in the name of its voter's identifier alone.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/**
 * Whether a request may change votes: it comes from one of the site's own pages, or from
 * a program that shows no pages.
 *
 * @param \WP_REST_Request $request The request.
 */
function may_vote( $request ) {
	$site = (string) $request->get_header( 'sec-fetch-site' );
	if ( 'same-origin' === $site ) {
		return true;
	}
	$origin = (string) get_http_origin();
	if ( '' === $origin ) {
		return in_array( $site, array( '', 'none' ), true );
	}
	return is_own_origin( $origin );
}

/**
 * Whether an origin is one of the site's own, by either of its addresses, with `www.` or
 * without, by HTTP or HTTPS, or one that the filter `allowed_http_origins` adds.
 *
 * @param string $origin The origin.
 */
function is_own_origin( $origin ) {
	$host = host_of( $origin );
	$own  = array( host_of( home_url() ), host_of( site_url() ) );
	return ( '' !== $host && in_array( $host, $own, true ) ) || '' !== (string) is_allowed_http_origin( $origin );
}

/**
 * The host of a URL without `www.`, with its port unless that is the default one; empty
 * if it has none.
 *
 * @param string $url The URL.
 */
function host_of( $url ) {
	$parts = wp_parse_url( $url );
	if ( empty( $parts['host'] ) || empty( $parts['scheme'] ) ) {
		return '';
	}
	$defaults = array(
		'http'  => 80,
		'https' => 443,
	);
	$scheme   = strtolower( $parts['scheme'] );
	if ( ! isset( $defaults[ $scheme ] ) ) {
		return '';
	}
	$host = preg_replace( '/^www\.(?=.*\.)/', '', strtolower( $parts['host'] ) );
	$port = isset( $parts['port'] ) ? $parts['port'] : $defaults[ $scheme ];
	return $port === $defaults[ $scheme ] ? $host : "{$host}:{$port}";
}

/**
 * Tells browsers which pages may ask and vote. By itself WordPress lets every page do
 * everything, with its reader's cookies.
 *
 * @param bool              $is_served Whether the request is answered already.
 * @param \WP_HTTP_Response $response  The answer.
 * @param \WP_REST_Request  $request   The request.
 * @return bool Whether it is.
 */
function say_who_may_vote( $is_served, $response, $request ) {
	$origin = (string) get_http_origin();
	if ( is_ours( $request ) && '' !== $origin ) {
		header_remove( 'Access-Control-Allow-Credentials' );
		header( 'Access-Control-Allow-Methods: ' . ( is_own_origin( $origin ) ? 'GET, HEAD, PUT, DELETE' : 'GET, HEAD' ) );
	}
	return $is_served;
}
