<?php
/**
 * The keys of articles: every spelling of a page's URL is one, by the rule that the
 * widgets' own server has.
 *
 * @package ArticleWidgets
 */

// phpcs:disable WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- only names of the plugin's own tables.

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The longest key of an article once it is normalised, in bytes. */
const ARTICLE_BYTES = 2048;

/** The longest key that the tables have room for, in bytes; of a longer one they keep a digest. */
const ARTICLE_COLUMN = 512;

/** Parameters that tell where a reader comes from, and not what to show. */
const TRACKING = '/^(?:(?:utm|mtm)_.*|__hssc|__hstc|_ga|_gl|_hsenc|_hsmi|dclid|fbclid|gad_source|gbraid|gclid|igsh|igshid|li_fat_id|mc_cid|mc_eid|mkt_tok|msclkid|srsltid|ttclid|twclid|wbraid|yclid|ysclid)(?:=|$)/is';

/** A character of UTF-8, or a byte that is part of none. */
const CHARACTER = '/[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|./s';

/**
 * The one spelling of a key.
 *
 * @param string $key The key, of UTF-8, without white space around it.
 */
function normalised( $key ) {
	if ( ! preg_match( '~^https?://([^/\\\\?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$~Dsi', $key, $parts ) ) {
		return composed( $key );
	}
	list( , $authority, $path, $query, $fragment ) = $parts + array_fill( 0, 5, '' );
	return 'https://' . normalised_host( $authority ) . normalised_path( $path ) . normalised_query( $query ) . route_of( $fragment );
}

/**
 * The host and the port, without what makes no other article.
 *
 * @param string $authority What stands between `https://` and the path.
 */
function normalised_host( $authority ) {
	$host = strtolower( preg_replace( '/^.*@|:(?:80|443)?$/s', '', $authority ) );
	if ( preg_match( '/[^\x00-\x7f]/', $host ) && function_exists( 'idn_to_ascii' ) ) {
		$parts    = explode( ':', $host, 2 );
		$ascii    = idn_to_ascii( $parts[0], IDNA_DEFAULT, INTL_IDNA_VARIANT_UTS46 );
		$parts[0] = $ascii ? $ascii : $parts[0];
		$host     = implode( ':', $parts );
	}
	return preg_replace( '/^(?:www\.)+(?=[^.]*\.)/', '', $host );
}

/**
 * A path without what stands for a folder at its end.
 *
 * @param string $path The path.
 */
function normalised_path( $path ) {
	$segments = array();
	foreach ( array_slice( preg_split( '~[/\\\\]~', $path ), 1 ) as $segment ) {
		$segment = unescaped( $segment );
		if ( '..' === $segment ) {
			array_pop( $segments );
		} elseif ( '.' !== $segment ) {
			$segments[] = $segment;
		}
	}
	while ( $segments && in_array( end( $segments ), array( '', 'index.html', 'index.htm', 'index.php' ), true ) ) {
		array_pop( $segments );
	}
	return '/' . implode( '/', $segments );
}

/**
 * A query without what tells where the reader comes from.
 *
 * @param string $query The query.
 */
function normalised_query( $query ) {
	$kept = array();
	foreach ( explode( '&', $query ) as $parameter ) {
		$parameter = unescaped( $parameter );
		if ( '' !== $parameter && ! preg_match( TRACKING, $parameter ) ) {
			$kept[] = $parameter;
		}
	}
	return $kept ? '?' . implode( '&', $kept ) : '';
}

/**
 * A fragment that names an article as a route does, with its `#`.
 *
 * @param string $fragment The fragment.
 */
function route_of( $fragment ) {
	$route = rtrim( unescaped( $fragment ), '/' );
	return preg_match( '~^[/!].~s', $route ) ? '#' . $route : '';
}

/**
 * A text with each character in one spelling: as itself, composed, where that means the
 * same, else escaped.
 *
 * @param string $text The text.
 */
function unescaped( $text ) {
	$text = preg_replace( '/%(?![0-9a-f]{2})/i', '%25', $text );
	$text = preg_replace_callback( '/(?:%[0-9a-f]{2})+/i', __NAMESPACE__ . '\\unescaped_row', $text );
	$text = preg_replace_callback( '/[\p{Z}\p{Cc}]/u', __NAMESPACE__ . '\\escaped', $text );
	// An escape's last letter is no part of a text.
	$parts = preg_split( '/((?:%[0-9A-F]{2})+)/', $text, -1, PREG_SPLIT_DELIM_CAPTURE );
	return implode( array_map( __NAMESPACE__ . '\\composed', $parts ) );
}

/**
 * What escapes in a row say, those that are needed as they are.
 *
 * @param string[] $row The escapes.
 */
function unescaped_row( $row ) {
	preg_match_all( CHARACTER, rawurldecode( $row[0] ), $characters );
	$text = '';
	foreach ( $characters[0] as $character ) {
		$is_needed = ! is_utf8( $character ) || preg_match( '~[/?#%&=+\\\\\p{Z}\p{Cc}]~u', $character );
		$text     .= $is_needed ? escaped( array( $character ) ) : $character;
	}
	return $text;
}

/**
 * A character's escapes.
 *
 * @param string[] $character The character.
 */
function escaped( $character ) {
	return '%' . strtoupper( implode( '%', str_split( bin2hex( $character[0] ), 2 ) ) );
}

/**
 * A text in Normalization Form C, where PHP knows it.
 *
 * @param string $text The text.
 */
function composed( $text ) {
	$composed = class_exists( 'Normalizer' ) ? \Normalizer::normalize( $text, \Normalizer::FORM_C ) : $text;
	return false === $composed ? $text : $composed;
}

/**
 * The key under which an article's votes are kept: as it was written, if an earlier
 * version kept some so; else the one of the spellings that an earlier version may have
 * kept that has most votes; else the normalised one.
 *
 * @param string $written The key, without white space around it.
 * @param string $normal  The same normalised.
 */
function kept_key( $written, $normal ) {
	$own = column_key( $normal );
	if ( $written !== $normal && strlen( $written ) <= ARTICLE_COLUMN && has_tally( array( $written ) ) ) {
		return $written;
	}
	$known = has_tally( array_merge( array( $own ), earlier_spellings( $normal ) ) );
	return $known ? $known : $own;
}

/**
 * A key as the tables have room for it.
 *
 * @param string $key The key.
 */
function column_key( $key ) {
	return strlen( $key ) <= ARTICLE_COLUMN ? $key : 'sha256:' . hash( 'sha256', $key );
}

/**
 * The usual spellings of a page's URL, as WordPress writes it.
 *
 * @param string $normal The normalised key.
 */
function earlier_spellings( $normal ) {
	if ( ! preg_match( '~^https://([^/]*)(/[^?#]*)([^#]*)$~Ds', $normal, $parts ) ) {
		return array();
	}
	list( , $host, $path, $query ) = $parts;
	$escaped                       = preg_replace_callback( '/[^\x00-\x7f]/u', __NAMESPACE__ . '\\escaped', $path );
	// WordPress' own escapes are in lower case.
	$paths = array( $path, $escaped, preg_replace_callback( '/%[0-9A-F]{2}/', __NAMESPACE__ . '\\in_lower_case', $escaped ) );
	$found = array();
	foreach ( array_unique( $paths ) as $path ) {
		foreach ( array( 'https://', 'http://', 'https://www.', 'http://www.' ) as $start ) {
			foreach ( '/' === $path ? array( '' ) : array( '', '/' ) as $end ) {
				$found[] = $start . $host . $path . $end . $query;
			}
		}
	}
	return $found;
}

/**
 * A match in lower case.
 *
 * @param string[] $found The match.
 */
function in_lower_case( $found ) {
	return strtolower( $found[0] );
}

/**
 * The one of the keys that has most votes, if any is kept.
 *
 * @param string[] $keys The keys.
 */
function has_tally( $keys ) {
	global $wpdb;
	$table = tallies_table();
	$keys  = array_map( 'bin2hex', $keys );
	$place = implode( ',', array_fill( 0, count( $keys ), 'UNHEX(%s)' ) );
	// phpcs:ignore WordPress.DB.PreparedSQLPlaceholders.UnfinishedPrepare -- a place for each key.
	$query = $wpdb->prepare( "SELECT HEX(article) FROM {$table} WHERE article IN ({$place}) ORDER BY votes DESC, article LIMIT 1", $keys );
	$found = ask_database( 'get_var', $query );
	return null === $found ? null : hex2bin( $found );
}
