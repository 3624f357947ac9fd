<?php
/**
 * How often one address may vote, against those who would stuff votes.
 *
 * An address may vote so many times an hour, whether at once or one by one. Of each is
 * known when it may vote as often as any again (`due`): a vote puts that off by an
 * hour's part, and is refused where it would come to lie more than an hour ahead. One
 * statement reads and writes, so that votes at the same time count each.
 *
 * @package ArticleWidgets
 */

// phpcs:disable WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- only names of the plugin's own tables.
// phpcs:disable WordPress.Security.EscapeOutput.ExceptionNotEscaped -- what is thrown is answered as JSON.

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** In milliseconds. */
const HOUR = HOUR_IN_SECONDS * 1000;

/**
 * Counts a vote, or a withdrawal, from the address that the request came from.
 *
 * @param string $article The article's key.
 * @throws Failure If the address has voted as often as it may.
 */
function count_vote( $article ) {
	$address = client_address();
	/**
	 * Filters how often one address may vote in an hour, on all articles together; 0
	 * sets no limit.
	 *
	 * @param int $votes The votes.
	 */
	count_under( $address, (int) apply_filters( 'article_widgets_votes_per_address', 300 ) );
	/**
	 * Filters how often one address may vote in an hour on one article; 0 sets no limit.
	 *
	 * @param int $votes The votes.
	 */
	count_under( $address . $article, (int) apply_filters( 'article_widgets_votes_per_article', 30 ) );
}

/**
 * Counts under a name.
 *
 * @param string $name  The name.
 * @param int    $votes How many are taken in an hour.
 * @throws Failure If there were as many.
 */
function count_under( $name, $votes ) {
	if ( $votes <= 0 ) {
		return;
	}
	global $wpdb;
	$table = limits_table();
	$name  = hash_hmac( 'sha256', $name, wp_salt() );
	$now   = (int) ( microtime( true ) * 1000 );
	$part  = (int) ceil( HOUR / $votes );
	$end   = $now + $part * $votes;
	$count = $wpdb->prepare(
		"INSERT INTO {$table} (name, due) VALUES (UNHEX(%s), %d)
		ON DUPLICATE KEY UPDATE due = IF(GREATEST(due, %d) + %d <= %d, GREATEST(due, %d) + %d, due)",
		$name,
		$now + $part,
		$now,
		$part,
		$end,
		$now,
		$part
	);
	if ( 0 !== ask_database( 'query', $count ) ) {
		return;
	}
	$row  = ask_database( 'get_row', $wpdb->prepare( "SELECT due FROM {$table} WHERE name = UNHEX(%s)", $name ) );
	$wait = $row ? (int) $row->due + $part - $end : 0;
	throw Failure::too_many( intdiv( max( 0, $wait ), 1000 ) + 1 );
}

/** Forgets the addresses that may vote as often as any again. */
function forget_idle_addresses() {
	global $wpdb;
	$table = limits_table();
	$now   = (int) ( microtime( true ) * 1000 );
	ask_database( 'query', $wpdb->prepare( "DELETE FROM {$table} WHERE due < %d", $now ) );
}

/**
 * Where the request comes from, as bytes: an IPv4 address, or the 64 bits of an IPv6
 * address that a provider gives to one customer.
 */
function client_address() {
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- checked below.
	$address = isset( $_SERVER['REMOTE_ADDR'] ) ? wp_unslash( $_SERVER['REMOTE_ADDR'] ) : '';
	/**
	 * Filters the address that a vote comes from, for sites behind a proxy: all readers
	 * share the proxy's own.
	 *
	 * @param string $address The connection's address.
	 */
	$address = apply_filters( 'article_widgets_address', $address );
	if ( ! filter_var( $address, FILTER_VALIDATE_IP ) ) {
		return '';
	}
	$bytes = inet_pton( $address );
	if ( 4 === strlen( $bytes ) ) {
		return $bytes;
	}
	$is_mapped = 0 === strpos( $bytes, str_repeat( "\0", 10 ) . "\xff\xff" );
	return $is_mapped ? substr( $bytes, 12 ) : substr( $bytes, 0, 8 );
}
