<?php
/**
 * The parameters of a request, read and checked.
 *
 * @package ArticleWidgets
 */

// phpcs:disable WordPress.Security.EscapeOutput.ExceptionNotEscaped -- what is thrown is answered as JSON.

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The scales, in stars. */
const BEST_MINIMUM = 2;
const BEST_DEFAULT = 5;
const BEST_MAXIMUM = 10;

/** The query of a request. What a route does not know is ignored. */
final class Parameters {
	/** @var string[][] The values of each name. */
	private $values = array();

	/**
	 * Reads a query as it was sent: PHP's own reading forgets all but the last value of
	 * a name.
	 *
	 * @param string $query The query.
	 * @throws Failure If it is not UTF-8.
	 */
	public function __construct( $query ) {
		foreach ( explode( '&', $query ) as $pair ) {
			$parts = array_map( 'urldecode', explode( '=', $pair, 2 ) );
			if ( ! is_utf8( implode( $parts ) ) ) {
				throw Failure::malformed( 'The query is not UTF-8.' );
			}
			$this->values[ $parts[0] ][] = isset( $parts[1] ) ? $parts[1] : '';
		}
	}

	/** The parameters of the request that is answered. */
	public static function of_request() {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- each is checked when it is read.
		return new self( isset( $_SERVER['QUERY_STRING'] ) ? wp_unslash( $_SERVER['QUERY_STRING'] ) : '' );
	}

	/** The key under which the article's votes are kept. */
	public function article() {
		$text = $this->text( 'article' );
		$key  = preg_replace( '/^[\x{9}-\x{d}\x{85}\p{Z}]+|[\x{9}-\x{d}\x{85}\p{Z}]+$/u', '', (string) $text );
		if ( '' === $key ) {
			throw Failure::field( 'article', 'missing' );
		}
		if ( preg_match( '/\p{Cc}/u', $key ) ) {
			throw Failure::field( 'article', 'malformed' );
		}
		$normal = normalised( $key );
		if ( strlen( $normal ) > ARTICLE_BYTES ) {
			throw Failure::field( 'article', 'too_long', ARTICLE_BYTES );
		}
		if ( ! is_known( $normal ) ) {
			throw Failure::unknown_article();
		}
		return kept_key( $key, $normal );
	}

	/** The stars of the scale that is asked for. */
	public function best() {
		$text = $this->text( 'best' );
		if ( null === $text ) {
			return BEST_DEFAULT;
		}
		if ( ! preg_match( '/^[+-]?[0-9]+$/D', $text ) ) {
			throw Failure::field( 'best', 'malformed' );
		}
		// A number with more digits than PHP's is the greatest that PHP has.
		$best = (int) $text;
		if ( $best < BEST_MINIMUM || $best > BEST_MAXIMUM ) {
			throw Failure::field( 'best', 'out_of_range' );
		}
		return $best;
	}

	/** The voter whose own vote is asked for, if there is one. */
	public function voter() {
		$text = $this->text( 'voter' );
		return null === $text ? null : voter_named( $text );
	}

	/**
	 * A parameter's text, if it was given.
	 *
	 * @param string $name The parameter.
	 * @throws Failure If it was given twice.
	 */
	private function text( $name ) {
		$values = isset( $this->values[ $name ] ) ? $this->values[ $name ] : array();
		if ( count( $values ) > 1 ) {
			throw Failure::field( $name, 'malformed' );
		}
		return isset( $values[0] ) ? $values[0] : null;
	}
}

/**
 * Whether an article is one of this site's.
 *
 * @param string $key The article's normalised key.
 */
function is_known( $key ) {
	/**
	 * Filters the beginnings of the keys of this site's articles, such as its own URL;
	 * without any, every article is.
	 *
	 * @param string[] $prefixes The beginnings.
	 */
	$prefixes = (array) apply_filters( 'article_widgets_article_prefixes', array() );
	foreach ( $prefixes as $prefix ) {
		$normal = normalised( $prefix );
		// A whole folder's name does not go on.
		$is_folder = '/' === substr( $prefix, -1 ) && '/' !== substr( $normal, -1 );
		if ( preg_match( '~^' . preg_quote( $normal, '~' ) . ( $is_folder ? '(?:[/?#]|$)' : '' ) . '~D', $key ) ) {
			return true;
		}
	}
	return ! $prefixes;
}

/**
 * A voter's identifier as 32 hexadecimal digits.
 *
 * @param string $text The identifier, written as a UUID.
 * @throws Failure If it is none.
 */
function voter_named( $text ) {
	if ( ! preg_match( '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iD', $text ) ) {
		throw Failure::field( 'voter', 'malformed' );
	}
	return strtolower( str_replace( '-', '', $text ) );
}

/**
 * Whether a text is UTF-8.
 *
 * @param string $text The text.
 */
function is_utf8( $text ) {
	return 1 === preg_match( '//u', $text );
}
