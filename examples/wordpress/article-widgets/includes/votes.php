<?php
/**
 * Votes: one per voter and article, summed up exactly.
 *
 * @package ArticleWidgets
 */

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** A multiple of every scale from 2 to 10, so that sums stay whole numbers. */
const COMMON_SCALE = 2520;

/**
 * Takes a vote in place of any that the voter gave before.
 *
 * @param string $article The article's key.
 * @param string $voter   The voter's identifier.
 * @param array  $vote    `value` and `best`.
 */
function keep_vote( $article, $voter, $vote ) {
	global $wpdb;
	$table = votes_table();
	$query = $wpdb->prepare(
		"INSERT INTO {$table} (article, voter, value, best) VALUES (UNHEX(%s), UNHEX(%s), %d, %d)
		ON DUPLICATE KEY UPDATE value = VALUES(value), best = VALUES(best)",
		bin2hex( $article ),
		$voter,
		$vote['value'],
		$vote['best']
	);
	ask_database( 'query', $query );
}

/**
 * Takes the voter's vote back, if there is one.
 *
 * @param string $article The article's key.
 * @param string $voter   The voter's identifier.
 */
function withdraw_vote( $article, $voter ) {
	global $wpdb;
	$table = votes_table();
	$query = $wpdb->prepare( "DELETE FROM {$table} WHERE article = UNHEX(%s) AND voter = UNHEX(%s)", bin2hex( $article ), $voter );
	ask_database( 'query', $query );
}

/**
 * What all votes on an article say together, and a voter's own.
 *
 * @param string      $article The article's key.
 * @param int         $best    The stars of the scale of the answer.
 * @param string|null $voter   The voter.
 */
function rating( $article, $best, $voter ) {
	global $wpdb;
	$table  = votes_table();
	$query  = $wpdb->prepare(
		"SELECT best, COUNT(*) AS votes, SUM(value) AS stars FROM {$table}
		WHERE article = UNHEX(%s) GROUP BY best",
		bin2hex( $article )
	);
	$totals = ask_database( 'get_results', $query );
	$votes  = array_sum( array_column( $totals, 'votes' ) );
	return array(
		'average' => average( $totals, $votes, $best ),
		'best'    => $best,
		'count'   => $votes,
		'vote'    => null === $voter ? null : own_vote( $article, $best, $voter ),
	);
}

/**
 * The mean in stars of the scale `best`, rounded once, by its one division.
 *
 * @param object[] $totals For each scale that was voted on, its `votes` and `stars`.
 * @param int      $votes  All votes.
 * @param int      $best   The scale of the answer.
 */
function average( $totals, $votes, $best ) {
	if ( 0 === $votes ) {
		return null;
	}
	$stars = 0;
	foreach ( $totals as $total ) {
		$stars += (int) $total->stars * intdiv( COMMON_SCALE, (int) $total->best );
	}
	return (float) ( ( $stars * $best ) / ( $votes * COMMON_SCALE ) );
}

/**
 * The voter's vote in whole stars of another scale: the nearest, and never none.
 *
 * @param string $article The article's key.
 * @param int    $best    The scale of the answer.
 * @param string $voter   The voter.
 */
function own_vote( $article, $best, $voter ) {
	global $wpdb;
	$table = votes_table();
	$query = $wpdb->prepare( "SELECT value, best FROM {$table} WHERE article = UNHEX(%s) AND voter = UNHEX(%s)", bin2hex( $article ), $voter );
	$vote  = ask_database( 'get_row', $query );
	if ( ! $vote ) {
		return null;
	}
	$from    = (int) $vote->best;
	$nearest = intdiv( 2 * (int) $vote->value * $best + $from, 2 * $from );
	return min( $best, max( 1, $nearest ) );
}
