<?php
/**
 * Tallies: what the votes on an article come to, so that reading a rating reads one row
 * however many votes there are. A tally changes with the vote that changes it, or
 * neither does.
 *
 * @package ArticleWidgets
 */

// phpcs:disable WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- only names of the plugin's own tables.

namespace ArticleWidgets;

defined( 'ABSPATH' ) || exit;

/** A multiple of every scale from 2 to 10, so that sums stay whole numbers. */
const COMMON_SCALE = 2520;

/** How often a transaction is begun that others stand in the way of. */
const TRIES = 5;

/**
 * How many votes an article has, and how many stars they are together, of which the
 * common scale has 2,520.
 *
 * @param string $article The article's key.
 * @return int[] `votes` and `stars`.
 */
function tally_of( $article ) {
	global $wpdb;
	$table = tallies_table();
	$query = $wpdb->prepare( "SELECT votes, stars FROM {$table} WHERE article = UNHEX(%s)", bin2hex( $article ) );
	$tally = ask_database( 'get_row', $query );
	return array(
		'votes' => $tally ? (int) $tally->votes : 0,
		'stars' => $tally ? (int) $tally->stars : 0,
	);
}

/**
 * A vote in stars of the common scale.
 *
 * @param array $vote `value` and `best`.
 */
function common_stars( $vote ) {
	return $vote['value'] * intdiv( COMMON_SCALE, $vote['best'] );
}

/**
 * Keeps an article's tally for this transaction: other votes on the article wait for
 * its end.
 *
 * @param string $article The article's key.
 */
function hold_tally( $article ) {
	global $wpdb;
	$table = tallies_table();
	$query = $wpdb->prepare(
		"INSERT INTO {$table} (article, votes, stars) VALUES (UNHEX(%s), 0, 0)
		ON DUPLICATE KEY UPDATE votes = votes",
		bin2hex( $article )
	);
	ask_database( 'query', $query );
}

/**
 * Adds to an article's tally.
 *
 * @param string $article The article's key.
 * @param int    $votes   How many votes more.
 * @param int    $stars   How many stars more, of the common scale.
 */
function add_to_tally( $article, $votes, $stars ) {
	global $wpdb;
	$table = tallies_table();
	$query = $wpdb->prepare(
		"UPDATE {$table} SET votes = votes + %d, stars = stars + %d WHERE article = UNHEX(%s)",
		$votes,
		$stars,
		bin2hex( $article )
	);
	ask_database( 'query', $query );
}

/**
 * Does all of something in the database or nothing. It is begun again where it and
 * another transaction waited for each other.
 *
 * @param callable $change What is done.
 * @throws Failure If the database cannot be used at the moment.
 */
function in_transaction( $change ) {
	global $wpdb;
	for ( $try = 1; ; ++$try ) {
		try {
			ask_database( 'query', 'START TRANSACTION' );
			$change();
			ask_database( 'query', 'COMMIT' );
			return;
		} catch ( Failure $failure ) {
			$is_deadlock = false !== stripos( $wpdb->last_error, 'deadlock' );
			$wpdb->query( 'ROLLBACK' ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- nothing to cache.
			if ( ! $is_deadlock || TRIES === $try ) {
				throw $failure;
			}
		}
	}
}

/**
 * Counts votes anew where a tally does not say what they say: after an update from a
 * version without tallies, or where votes were changed by hand.
 *
 * Looking for differences holds nobody up. What changes them counts again, while votes
 * wait.
 */
function repair_tallies() {
	$votes   = votes_table();
	$tallies = tallies_table();
	$scale   = COMMON_SCALE;
	$differ  = "FROM (
			SELECT article, COUNT(*) AS votes, SUM(value * ({$scale} DIV best)) AS stars
			FROM {$votes} GROUP BY article
		) AS counted LEFT JOIN {$tallies} AS tally ON tally.article = counted.article
		WHERE tally.article IS NULL OR tally.votes <> counted.votes OR tally.stars <> counted.stars";
	$without = "FROM {$tallies} AS tally LEFT JOIN {$votes} AS vote ON vote.article = tally.article
		WHERE vote.article IS NULL";
	$repairs = array(
		$differ  => "INSERT INTO {$tallies} (article, votes, stars)
			SELECT counted.article, counted.votes, counted.stars {$differ}
			ON DUPLICATE KEY UPDATE votes = VALUES(votes), stars = VALUES(stars)",
		$without => "DELETE tally {$without}",
	);
	foreach ( $repairs as $difference => $repair ) {
		if ( ask_database( 'get_row', "SELECT 1 {$difference} LIMIT 1" ) ) {
			in_transaction(
				function () use ( $repair ) {
					ask_database( 'query', $repair );
				}
			);
		}
	}
}
