<?php
/**
 * Votes: one per voter and article, summed up exactly.
 *
 * @package ArticleWidgets
 */

// phpcs:disable WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- only names of the plugin's own tables.

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/**
 * Takes a vote in place of any that the voter gave before.
 *
 * @param string $article The article's key.
 * @param string $voter   The voter's identifier.
 * @param array  $vote    `value` and `best`.
 */
function keep_vote( $article, $voter, $vote ) {
	change_vote( $article, $voter, $vote );
}

/**
 * Takes the voter's vote back, if there is one.
 *
 * @param string $article The article's key.
 * @param string $voter   The voter's identifier.
 */
function withdraw_vote( $article, $voter ) {
	change_vote( $article, $voter, null );
}

/**
 * Puts a voter's vote, or none, in place of what the voter gave before, and changes the
 * article's tally with it.
 *
 * @param string     $article The article's key.
 * @param string     $voter   The voter's identifier.
 * @param array|null $vote    `value` and `best`.
 */
function change_vote( $article, $voter, $vote ) {
	if ( vote_of( $article, $voter ) === $vote ) {
		return;
	}
	in_transaction(
		function () use ( $article, $voter, $vote ) {
			hold_tally( $article );
			$before = vote_of( $article, $voter );
			write_vote( $article, $voter, $vote );
			add_to_tally(
				$article,
				( $vote ? 1 : 0 ) - ( $before ? 1 : 0 ),
				( $vote ? common_stars( $vote ) : 0 ) - ( $before ? common_stars( $before ) : 0 )
			);
		}
	);
}

/**
 * Writes a voter's vote, or deletes it.
 *
 * @param string     $article The article's key.
 * @param string     $voter   The voter's identifier.
 * @param array|null $vote    `value` and `best`.
 */
function write_vote( $article, $voter, $vote ) {
	global $wpdb;
	$table = votes_table();
	$query = $vote
		? $wpdb->prepare(
			"INSERT INTO {$table} (article, voter, value, best) VALUES (UNHEX(%s), UNHEX(%s), %d, %d)
			ON DUPLICATE KEY UPDATE value = VALUES(value), best = VALUES(best)",
			bin2hex( $article ),
			$voter,
			$vote['value'],
			$vote['best']
		)
		: $wpdb->prepare( "DELETE FROM {$table} WHERE article = UNHEX(%s) AND voter = UNHEX(%s)", bin2hex( $article ), $voter );
	ask_database( 'query', $query );
}

/**
 * A voter's vote, if there is one.
 *
 * @param string $article The article's key.
 * @param string $voter   The voter's identifier.
 * @return array|null `value` and `best`.
 */
function vote_of( $article, $voter ) {
	global $wpdb;
	$table = votes_table();
	$query = $wpdb->prepare( "SELECT value, best FROM {$table} WHERE article = UNHEX(%s) AND voter = UNHEX(%s)", bin2hex( $article ), $voter );
	$vote  = ask_database( 'get_row', $query );
	return $vote ? array(
		'value' => (int) $vote->value,
		'best'  => (int) $vote->best,
	) : null;
}

/**
 * What all votes on an article say together, and a voter's own.
 *
 * @param string      $article The article's key.
 * @param int         $best    The stars of the scale of the answer.
 * @param string|null $voter   The voter.
 */
function rating( $article, $best, $voter ) {
	$tally = tally_of( $article );
	$vote  = null === $voter ? null : vote_of( $article, $voter );
	return array(
		'average' => average( $tally, $best ),
		'best'    => $best,
		'count'   => $tally['votes'],
		'vote'    => $vote ? nearest_stars( $vote, $best ) : null,
	);
}

/**
 * The mean in stars of the scale `best`, rounded once, by its one division.
 *
 * @param int[] $tally `votes` and `stars`.
 * @param int   $best  The scale of the answer.
 */
function average( $tally, $best ) {
	if ( 0 === $tally['votes'] ) {
		return null;
	}
	return (float) ( ( $tally['stars'] * $best ) / ( $tally['votes'] * COMMON_SCALE ) );
}

/**
 * A vote in whole stars of another scale: the nearest, and never none.
 *
 * @param array $vote `value` and `best`.
 * @param int   $best The scale of the answer.
 */
function nearest_stars( $vote, $best ) {
	$nearest = intdiv( 2 * $vote['value'] * $best + $vote['best'], 2 * $vote['best'] );
	return min( $best, max( 1, $nearest ) );
}
