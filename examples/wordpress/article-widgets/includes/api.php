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

/** Registers the routes. Readers vote without an account, so that anybody may ask. */
function register_routes() {
	register_rest_route(
		API,
		'/rating',
		array(
			route( 'GET', __NAMESPACE__ . '\\read_rating' ),
			route( 'POST, PUT, PATCH, DELETE', refuse_but( 'GET, HEAD' ) ),
		)
	);
	register_rest_route(
		API,
		'/rating/votes/(?P<voter>[^/]+)',
		array(
			route( 'PUT', __NAMESPACE__ . '\\cast_vote' ),
			route( 'DELETE', __NAMESPACE__ . '\\take_vote_back' ),
			route( 'GET, POST, PATCH', refuse_but( 'PUT, DELETE' ) ),
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
 */
function cast_vote( $request ) {
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
 */
function take_vote_back( $request ) {
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
 * Refuses a request whose method the path does not have.
 *
 * @param string $methods Those that it has.
 */
function refuse_but( $methods ) {
	return function () use ( $methods ) {
		throw Failure::method( $methods );
	};
}

/**
 * Answers a body that is no JSON as everything else is answered: WordPress refuses it
 * before a route is called.
 *
 * @param mixed            $response What WordPress would answer.
 * @param array            $handler  The route.
 * @param \WP_REST_Request $request  The request.
 */
function explain_malformed_json( $response, $handler, $request ) {
	$is_ours = 0 === strpos( $request->get_route(), '/' . API . '/' );
	if ( ! $is_ours || ! is_wp_error( $response ) || 'rest_invalid_json' !== $response->get_error_code() ) {
		return $response;
	}
	try {
		check_length( (string) $request->get_body() );
		throw Failure::malformed( 'The body is not JSON.' );
	} catch ( Failure $failure ) {
		return $failure->response();
	}
}
