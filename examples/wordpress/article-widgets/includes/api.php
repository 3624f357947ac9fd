<?php
/**
 * The routes under `article-widgets/v1`: the same requests, answers and errors as under
 * `/api/v1` of article-widgets-server.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** The routes' namespace in WordPress' REST API. */
const API = 'article-widgets/v1';

/** Registers the routes. Readers vote without an account, so that any of the site's pages may ask. */
function register_routes() {
	register_rest_route(
		API,
		'/rating',
		array(
			route( 'GET, HEAD', __NAMESPACE__ . '\\read_rating' ),
			refusal( 'POST, PUT, PATCH, DELETE' ),
		)
	);
	register_rest_route(
		API,
		'/rating/votes/(?P<voter>[^/]+)',
		array(
			route( 'PUT', __NAMESPACE__ . '\\cast_vote' ),
			route( 'DELETE', __NAMESPACE__ . '\\take_vote_back' ),
			refusal( 'GET, HEAD, POST, PATCH' ),
		)
	);
}

/**
 * Reads an article's rating.
 *
 * @return array The rating.
 */
function read_rating() {
	$parameters = Parameters::of_request();
	$article    = $parameters->article();
	$best       = $parameters->best();
	return rating( $article, $best, $parameters->voter() );
}

/**
 * Votes on an article.
 *
 * @param \WP_REST_Request $request The request.
 * @return array The rating with this vote, in its scale.
 * @throws Failure If the vote is not taken.
 */
function cast_vote( $request ) {
	check_origin( $request );
	$voter   = voter_named( $request->get_url_params()['voter'] );
	$article = Parameters::of_request()->article();
	$vote    = vote_in( $request );
	count_vote( $article );
	keep_vote( $article, $voter, $vote );
	return rating( $article, $vote['best'], $voter );
}

/**
 * Withdraws a vote.
 *
 * @param \WP_REST_Request $request The request.
 * @return array The rating without the vote.
 * @throws Failure If the vote is not withdrawn.
 */
function take_vote_back( $request ) {
	check_origin( $request );
	$voter      = voter_named( $request->get_url_params()['voter'] );
	$parameters = Parameters::of_request();
	$article    = $parameters->article();
	$best       = $parameters->best();
	count_vote( $article );
	withdraw_vote( $article, $voter );
	return rating( $article, $best, null );
}

/**
 * What WordPress wants to know of a route.
 *
 * @param string   $methods The methods.
 * @param callable $answer  Answers a rating, or throws a `Failure`.
 */
function route( $methods, $answer ) {
	return array(
		'methods'             => $methods,
		'permission_callback' => '__return_true',
		'callback'            => function ( $request ) use ( $answer ) {
			try {
				return new \WP_REST_Response( $answer( $request ), 200, array( 'Cache-Control' => 'no-store' ) );
			} catch ( Failure $failure ) {
				return $failure->response();
			}
		},
	);
}

/**
 * What WordPress wants to know of methods that a path does not have. As nobody may use
 * them, it does not name them among those that are allowed.
 *
 * @param string $methods The methods.
 */
function refusal( $methods ) {
	return array(
		'methods'             => $methods,
		'permission_callback' => function () {
			return Failure::method()->error();
		},
		'callback'            => '__return_null',
	);
}

/**
 * Checks that a request may change votes.
 *
 * @param \WP_REST_Request $request The request.
 * @throws Failure If it may not.
 */
function check_origin( $request ) {
	if ( ! may_vote( $request ) ) {
		throw Failure::foreign_origin();
	}
}

/**
 * Whether a request is one of the plugin's. WordPress finds routes in whatever case they
 * are written.
 *
 * @param \WP_REST_Request $request The request.
 */
function is_ours( $request ) {
	return 0 === stripos( $request->get_route(), '/' . API . '/' );
}

/**
 * Takes a request by the method that it was sent by. WordPress would take another from
 * the query or a header, so that a mere link could take a vote back.
 *
 * @param mixed            $response What WordPress would answer.
 * @param \WP_REST_Server  $server   What answers.
 * @param \WP_REST_Request $request  The request.
 * @return mixed What WordPress would answer.
 */
function take_method_as_sent( $response, $server, $request ) {
	$query         = $request->get_query_params();
	$is_overridden = isset( $query['_method'] ) || null !== $request->get_header( 'x-http-method-override' );
	if ( $is_overridden && is_ours( $request ) && isset( $_SERVER['REQUEST_METHOD'] ) ) {
		$request->set_method( sanitize_text_field( wp_unslash( $_SERVER['REQUEST_METHOD'] ) ) );
	}
	return $response;
}

/**
 * Answers what WordPress refuses before a route is called as everything else is
 * answered: a method that the path does not have, and a body that is no JSON.
 *
 * @param mixed            $response What WordPress would answer.
 * @param array            $handler  The route.
 * @param \WP_REST_Request $request  The request.
 */
function explain_refusal( $response, $handler, $request ) {
	if ( ! is_ours( $request ) || ! is_wp_error( $response ) ) {
		return $response;
	}
	if ( 'rest_invalid_json' === $response->get_error_code() ) {
		// WordPress reads the body before it asks whether the method is allowed.
		$permission = call_user_func( $handler['permission_callback'], $request );
		$response   = is_wp_error( $permission ) ? $permission : malformed_json( $request )->error();
	}
	$failure = Failure::of_error( $response );
	return $failure ? $failure->response() : $response;
}

/**
 * What is wrong with a body that is no JSON.
 *
 * @param \WP_REST_Request $request The request.
 */
function malformed_json( $request ) {
	try {
		check_length( (string) $request->get_body() );
	} catch ( Failure $failure ) {
		return $failure;
	}
	return Failure::malformed( 'The body is not JSON.' );
}
