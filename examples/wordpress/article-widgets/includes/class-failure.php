<?php
/**
 * Everything that can be wrong with a request, as problem documents (RFC 9457).
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** Why a request is answered with an error. */
final class Failure extends \Exception {
	/** After how many seconds a busy database is worth another request. */
	const UNAVAILABLE_SECONDS = 5;

	/** How WordPress' errors are called that pass one on. */
	const ERROR = 'article_widgets_failure';

	/** @var array The problem document. */
	private $problem;

	/** @var array The headers of the answer beside its media type. */
	private $headers;

	/**
	 * @param int    $status  The HTTP status.
	 * @param string $kind    The last part of the problem's type.
	 * @param string $title   The kind in English.
	 * @param array  $more    `detail` or `errors`.
	 * @param array  $headers Further headers.
	 */
	private function __construct( $status, $kind, $title, $more = array(), $headers = array() ) {
		parent::__construct( $title );
		$this->problem = array(
			'type'   => "urn:article-widgets:problem:{$kind}",
			'title'  => $title,
			'status' => $status,
		) + $more;
		$this->headers = $headers;
	}

	/**
	 * The request cannot be read.
	 *
	 * @param string $detail Where, in English.
	 */
	public static function malformed( $detail ) {
		return new self( 400, 'malformed-request', 'The request cannot be read.', array( 'detail' => $detail ) );
	}

	/**
	 * A field does not hold what it should.
	 *
	 * @param string   $field The field.
	 * @param string   $code  What is wrong with it.
	 * @param int|null $limit The limit that it passes.
	 */
	public static function field( $field, $code, $limit = null ) {
		$error = array(
			'field' => $field,
			'code'  => $code,
		);
		if ( null !== $limit ) {
			$error['limit'] = $limit;
		}
		return new self( 422, 'invalid-fields', 'Some fields are invalid.', array( 'errors' => array( $error ) ) );
	}

	/**
	 * The body is JSON of another shape.
	 *
	 * @param string $detail How, in English.
	 */
	public static function shape( $detail ) {
		return new self( 422, 'invalid-fields', 'Some fields are invalid.', array( 'detail' => $detail ) );
	}

	/** The article is none of this site's. */
	public static function unknown_article() {
		$error = array(
			'field' => 'article',
			'code'  => 'unknown',
		);
		return new self( 404, 'unknown-article', 'The article is not one of this server\'s.', array( 'errors' => array( $error ) ) );
	}

	/** The page that asks is another site's. */
	public static function foreign_origin() {
		return new self( 403, 'foreign-origin', 'Only the site\'s own pages vote.' );
	}

	/** The path has other methods, which WordPress names. */
	public static function method() {
		return new self( 405, 'method-not-allowed', 'The path has other methods.' );
	}

	/** The body is longer than what is read. */
	public static function too_large() {
		return new self( 413, 'body-too-large', 'The body is too large.' );
	}

	/** The body is not declared as JSON. */
	public static function media_type() {
		return new self( 415, 'unsupported-media-type', 'The body must be application/json.' );
	}

	/**
	 * The address voted as often as it may.
	 *
	 * @param int $seconds After how many seconds the next vote is taken.
	 */
	public static function too_many( $seconds ) {
		return new self( 429, 'too-many-votes', 'Too many votes came from this address.', array(), array( 'Retry-After' => $seconds ) );
	}

	/** The database cannot be used at the moment. */
	public static function unavailable() {
		$headers = array( 'Retry-After' => self::UNAVAILABLE_SECONDS );
		return new self( 503, 'unavailable', 'The database is unavailable for the moment.', array(), $headers );
	}

	/** The same as WordPress passes it on. */
	public function error() {
		return new \WP_Error( self::ERROR, $this->getMessage(), array( 'failure' => $this ) );
	}

	/**
	 * The failure that an error passes on, if there is one.
	 *
	 * @param \WP_Error $error The error.
	 */
	public static function of_error( $error ) {
		$data = $error->get_error_data( self::ERROR );
		return isset( $data['failure'] ) ? $data['failure'] : null;
	}

	/** The answer to the request. */
	public function response() {
		$headers = array(
			'Content-Type'  => 'application/problem+json',
			'Cache-Control' => 'no-store',
		);
		return new \WP_REST_Response( $this->problem, $this->problem['status'], $headers + $this->headers );
	}
}
