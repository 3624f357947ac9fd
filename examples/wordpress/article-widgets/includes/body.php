<?php
/**
 * The body of a request: a vote.
 *
 * @package ArticleWidgets
 */

// phpcs:disable WordPress.Security.EscapeOutput.ExceptionNotEscaped -- what is thrown is answered as JSON.

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The longest body that is read. */
const BODY_BYTES = 512 * 1024;

/** The greatest number that a field can hold, before it is known which field it is. */
const FIELD_MAXIMUM = 255;

/**
 * The vote in a request's body.
 *
 * @param \WP_REST_Request $request The request.
 * @return array The vote: `value` and `best`.
 * @throws Failure If it is none.
 */
function vote_in( $request ) {
	$type = $request->get_content_type();
	if ( ! $type || 'application/json' !== $type['value'] ) {
		throw Failure::media_type();
	}
	$text = (string) $request->get_body();
	check_length( $text );
	$body = json_decode( $text );
	if ( JSON_ERROR_NONE !== json_last_error() ) {
		throw Failure::malformed( 'The body is not JSON: ' . json_last_error_msg() . '.' );
	}
	if ( ! is_object( $body ) ) {
		throw Failure::shape( 'The body is no object.' );
	}
	$vote = array_intersect_key( get_object_vars( $body ), array_flip( array( 'value', 'best' ) ) );
	array_walk( $vote, __NAMESPACE__ . '\\check_number' );
	foreach ( array( 'value', 'best' ) as $name ) {
		if ( ! array_key_exists( $name, $vote ) ) {
			throw Failure::field( $name, 'missing' );
		}
	}
	if ( $vote['best'] < BEST_MINIMUM || $vote['best'] > BEST_MAXIMUM ) {
		throw Failure::field( 'best', 'out_of_range' );
	}
	if ( $vote['value'] < 1 || $vote['value'] > $vote['best'] ) {
		throw Failure::field( 'value', 'out_of_range' );
	}
	return array(
		'value' => $vote['value'],
		'best'  => $vote['best'],
	);
}

/**
 * Checks that a body is none too long to be read.
 *
 * @param string $text The body.
 * @throws Failure If it is.
 */
function check_length( $text ) {
	if ( strlen( $text ) > BODY_BYTES ) {
		throw Failure::too_large();
	}
}

/**
 * Checks that a field holds a small whole number.
 *
 * @param mixed  $number What it holds.
 * @param string $name   The field.
 * @throws Failure If it holds something else.
 */
function check_number( $number, $name ) {
	if ( is_float( $number ) && is_infinite( $number ) ) {
		throw Failure::malformed( 'The body is not JSON: a number is out of range.' );
	}
	if ( ! is_int( $number ) ) {
		throw Failure::field( $name, 'wrong_type' );
	}
	if ( $number < 0 || $number > FIELD_MAXIMUM ) {
		throw Failure::field( $name, 'out_of_range' );
	}
}
