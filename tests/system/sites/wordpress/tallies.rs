//! Tallies: the sums of an article's votes, which are kept beside them.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::programs::WordPress;

use super::{api, read, start, vote, withdraw};

/// The sums of the votes on each article, by the votes and by what readers are told.
const CHECK: &str = "
    global $wpdb;
    $differ = [];
    $counted = $wpdb->get_results('SELECT article, COUNT(*) AS votes, AVG(value / best) AS mean
        FROM ' . ArticleWidgets\\votes_table() . ' GROUP BY article');
    foreach ($counted as $row) {
        $told = ArticleWidgets\\rating($row->article, 10, null);
        if ($told['count'] != $row->votes || abs($told['average'] - 10 * $row->mean) > 0.01) {
            $differ[] = [$row, $told];
        }
    }
    echo count($counted), ' ', json_encode($differ);";

/// The number of votes on an article, and the average in five stars.
async fn rating(blog: &WordPress, article: &str) -> Result<(Option<u64>, Option<f64>)> {
    let asked = read(&format!("article={article}"));
    let told: Value = asked.of(&api(blog)).await?.json().await?;
    Ok((told["count"].as_u64(), told["average"].as_f64()))
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_a_rating_costs_the_same_however_many_voted() -> Result<()> {
    let blog = start("").await?;
    let code = "
        global $wpdb;
        for ($voter = 0; $voter < 300; $voter++) {
            $vote = ['value' => 1 + $voter % 5, 'best' => 5];
            ArticleWidgets\\keep_vote('many', sprintf('%032x', $voter), $vote);
        }
        $rows = fn() => array_sum(array_column($wpdb->get_results(
            \"SHOW SESSION STATUS LIKE 'Handler_read%'\"), 'Value'));
        [$first, $second] = [$rows(), $rows()];
        $rating = ArticleWidgets\\rating('many', 5, sprintf('%032x', 7));
        $third = $rows();
        echo json_encode($rating + ['rows' => ($third - $second) - ($second - $first)]);";
    let told: Value = serde_json::from_str(&blog.run(code).await?)?;
    assert_eq!((&told["count"], &told["vote"]), (&300.into(), &3.into()));
    assert_eq!(told["average"].as_f64(), Some(3.0));
    let rows = told["rows"].as_i64().context("a number")?;
    ensure!(rows <= 4, "{rows} rows");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_at_the_same_time_are_each_in_the_average() -> Result<()> {
    let blog = start("").await?;
    let code = |seed: u32| {
        format!(
            "mt_srand({seed});
            for ($i = 0; $i < 60; $i++) {{
                $article = ['one', 'two', 'three'][mt_rand(0, 2)];
                $voter = sprintf('%032x', mt_rand(0, 7));
                $best = mt_rand(2, 10);
                mt_rand(0, 3)
                    ? ArticleWidgets\\keep_vote($article, $voter,
                        ['value' => mt_rand(1, $best), 'best' => $best])
                    : ArticleWidgets\\withdraw_vote($article, $voter);
            }}
            echo 'done';"
        )
    };
    // While readers vote, tallies are wrong and put right.
    let repair = "global $wpdb;
        for ($i = 0; $i < 40; $i++) {
            $wpdb->query('UPDATE ' . ArticleWidgets\\tallies_table() . ' SET stars = stars + 1');
            ArticleWidgets\\repair_tallies();
        }
        echo 'done';";
    let [a, b, c, d, e, f] = [1, 2, 3, 4, 5, 6].map(code);
    let all = tokio::try_join!(
        blog.run(repair),
        blog.run(&a),
        blog.run(&b),
        blog.run(&c),
        blog.run(&d),
        blog.run(&e),
        blog.run(&f),
    )?;
    assert_eq!(all, ["done"; 7].map(str::to_owned).into());
    assert_eq!(blog.run(CHECK).await?, "3 []");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_that_cannot_be_kept_is_not_counted() -> Result<()> {
    let blog = start("").await?;
    let api = api(&blog);
    ensure!(vote(1, "one", 4, 5).of(&api).await?.status() == 200);
    // The vote is written already when this is.
    let refuse = "global $wpdb;
        echo $wpdb->query('CREATE TRIGGER refuse BEFORE UPDATE ON ' . ArticleWidgets\\tallies_table()
            . \" FOR EACH ROW IF NEW.stars <> OLD.stars THEN
                SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF\");";
    ensure!(blog.run(refuse).await? == "1", "no trigger");
    for asked in [
        vote(2, "one", 5, 5),
        vote(1, "one", 5, 5),
        withdraw(1, "article=one"),
    ] {
        assert_eq!(asked.of(&api).await?.status(), 503, "{}", asked.method);
        assert_eq!(rating(&blog, "one").await?, (Some(1), Some(4.0)));
        assert_eq!(blog.run(CHECK).await?, "1 []");
    }
    Ok(())
}

/// Leaves the tables as the first version of the plugin would have made them where
/// InnoDB is not the default, with votes on two articles.
const EARLIER: &str = "
    global $wpdb;
    $votes = $wpdb->prefix . 'article_widgets_votes';
    $wpdb->query(\"DROP TABLE IF EXISTS {$wpdb->prefix}article_widgets_tallies\");
    $wpdb->query(\"ALTER TABLE $votes ENGINE=MyISAM\");
    $wpdb->query(\"INSERT INTO $votes (article, voter, value, best) VALUES
        ('one', UNHEX('00000000000040008000000000000001'), 4, 5),
        ('one', UNHEX('00000000000040008000000000000002'), 3, 10),
        ('two', UNHEX('00000000000040008000000000000001'), 2, 2)\");
    update_option('article_widgets_tables', '1');";

/// The version of the tables, and what keeps each.
const SHAPE: &str = "
    global $wpdb;
    echo get_option('article_widgets_tables');
    foreach (['votes', 'tallies', 'limits'] as $name) {
        echo ' ', $wpdb->get_row(\"SHOW TABLE STATUS LIKE '{$wpdb->prefix}article_widgets_$name'\")->Engine;
    }";

#[tokio::test(flavor = "multi_thread")]
async fn votes_of_an_earlier_version_are_in_the_average() -> Result<()> {
    let blog = start("").await?;
    blog.run(EARLIER).await?;
    assert_eq!(rating(&blog, "one").await?, (Some(2), Some(2.75)));
    assert_eq!(rating(&blog, "two").await?, (Some(1), Some(5.0)));
    assert_eq!(blog.run(SHAPE).await?, "2 InnoDB InnoDB InnoDB");
    let api = api(&blog);
    ensure!(withdraw(1, "article=one").of(&api).await?.status() == 200);
    assert_eq!(rating(&blog, "one").await?, (Some(1), Some(1.5)));
    assert_eq!(blog.run(CHECK).await?, "2 []");
    Ok(())
}

/// Votes under the keys that an earlier version kept: a URL as WordPress writes it, and
/// another that became the same.
const SPELLED: &str = "
    ArticleWidgets\\keep_vote('http://blog.example/%e0%a4%ac/', str_repeat('a', 32),
        ['value' => 4, 'best' => 5]);
    ArticleWidgets\\keep_vote('http://blog.example/%e0%a4%ac/', str_repeat('b', 32),
        ['value' => 2, 'best' => 5]);
    ArticleWidgets\\keep_vote('https://blog.example/%e0%a4%ac/', str_repeat('a', 32),
        ['value' => 1, 'best' => 5]);";

#[tokio::test(flavor = "multi_thread")]
async fn votes_of_an_earlier_version_are_found_in_every_spelling() -> Result<()> {
    let blog = start("").await?;
    blog.run(SPELLED).await?;
    let https = "https%3A%2F%2Fblog.example%2F%25e0%25a4%25ac%2F";
    for (article, told) in [
        (
            "http%3A%2F%2Fblog.example%2F%25e0%25a4%25ac%2F",
            (Some(2), Some(3.0)),
        ),
        (
            "https%3A%2F%2Fwww.blog.example%2F%E0%A4%AC",
            (Some(2), Some(3.0)),
        ),
        (
            "https%3A%2F%2Fblog.example%2F%25E0%25A4%25AC%2F%3Ffbclid%3D1",
            (Some(2), Some(3.0)),
        ),
        (https, (Some(1), Some(1.0))),
        ("https%3A%2F%2Fblog.example%2F", (Some(0), None)),
    ] {
        assert_eq!(rating(&blog, article).await?, told, "{article}");
    }
    let api = api(&blog);
    let other = "https%3A%2F%2Fblog.example%2F%E0%A4%AC";
    ensure!(vote(3, other, 3, 5).of(&api).await?.status() == 200);
    assert_eq!(rating(&blog, other).await?, (Some(3), Some(3.0)));
    assert_eq!(rating(&blog, https).await?, (Some(1), Some(1.0)));
    assert_eq!(blog.run(CHECK).await?, "2 []");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_wrong_is_right_a_day_later() -> Result<()> {
    let blog = start("").await?;
    let api = api(&blog);
    for article in ["one", "two", "three"] {
        ensure!(vote(1, article, 4, 5).of(&api).await?.status() == 200);
    }
    let wrong = "
        global $wpdb;
        $tallies = ArticleWidgets\\tallies_table();
        $wpdb->query(\"UPDATE $tallies SET votes = 9, stars = 1 WHERE article = 'one'\");
        $wpdb->query(\"DELETE FROM $tallies WHERE article = 'two'\");
        $wpdb->query('DELETE FROM ' . ArticleWidgets\\votes_table() . \" WHERE article = 'three'\");
        do_action('article_widgets_forget');
        echo $wpdb->get_var(\"SELECT COUNT(*) FROM $tallies\");";
    assert_eq!(blog.run(wrong).await?, "2");
    assert_eq!(rating(&blog, "three").await?, (Some(0), None));
    assert_eq!(blog.run(CHECK).await?, "2 []");
    Ok(())
}
