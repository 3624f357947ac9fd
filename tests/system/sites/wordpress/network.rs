//! The plugin on a network of sites.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::programs::WordPress;

use super::{Asked, INSTALLED, PLUGIN, THEME, activate, install, vote};

/// A network of three sites, the second at `/second/` and the third at `/third/`.
async fn start() -> Result<WordPress> {
    let blog = WordPress::start_network(THEME).await?;
    INSTALLED.get_or_try_init(|| install(&blog)).await?;
    add_site(&blog, "second").await?;
    add_site(&blog, "third").await?;
    Ok(blog)
}

async fn add_site(blog: &WordPress, name: &str) -> Result<()> {
    let code = format!(
        "$site = wp_insert_site(['domain' => get_network()->domain, 'path' => '/{name}/',
            'network_id' => 1, 'user_id' => 1, 'title' => '{name}']);
        echo is_wp_error($site) ? $site->get_error_message() : 'made';"
    );
    let told = blog.run(&code).await?;
    ensure!(told == "made", "{told}");
    Ok(())
}

/// Everything of the plugin's that is in the database: tables, options and what is
/// done once a day, with the number of the site.
async fn left(blog: &WordPress) -> Result<Vec<String>> {
    let code = "global $wpdb;
        foreach ($wpdb->get_col(\"SHOW TABLES LIKE '%article_widgets%'\") as $table) {
            echo preg_replace('/^wp_(?=article)/', 'wp_1_', $table), ' ';
        }
        foreach (get_sites(['fields' => 'ids']) as $site) {
            switch_to_blog($site);
            foreach ($wpdb->get_col(\"SELECT option_name FROM $wpdb->options
                WHERE option_name LIKE '%article_widgets%'\") as $option) {
                echo \"option_{$site}_$option \";
            }
            if (wp_next_scheduled('article_widgets_forget')) {
                echo \"daily_$site \";
            }
            restore_current_blog();
        }";
    let told = blog.run(code).await?;
    Ok(told.split_whitespace().map(str::to_owned).collect())
}

/// True if a site has all that it needs.
fn is_ready(left: &[String], site: u32) -> bool {
    let tables = ["votes", "tallies", "limits"];
    let has = |name: String| left.contains(&name);
    tables
        .iter()
        .all(|table| has(format!("wp_{site}_article_widgets_{table}")))
        && has(format!("option_{site}_article_widgets_tables"))
        && has(format!("daily_{site}"))
}

/// True if a site has anything at all of the plugin's.
fn has_any(left: &[String], site: u32) -> bool {
    let part = format!("_{site}");
    left.iter()
        .any(|name| name.contains(&format!("{part}_")) || name.ends_with(&part))
}

/// Votes on a site, and answers how many votes the article has.
async fn vote_on(blog: &WordPress, path: &str, voter: u32) -> Result<Option<u64>> {
    let api = format!("{}{path}?rest_route=/article-widgets/v1", blog.url);
    let asked = vote(voter, "one", 4, 5);
    let asked = Asked {
        path: asked.path.replace('?', "&"),
        ..asked
    };
    let answer = asked.of(&api).await?;
    ensure!(answer.status() == 200, "{path}: {answer:?}");
    let rating: Value = answer.json().await?;
    Ok(rating["count"].as_u64())
}

async fn uninstall(blog: &WordPress, path: &str, is_network_wide: bool) -> Result<()> {
    let code = format!(
        "require_once ABSPATH . 'wp-admin/includes/plugin.php';
        deactivate_plugins('{PLUGIN}', false, {is_network_wide});
        uninstall_plugin('{PLUGIN}');"
    );
    blog.run_at(path, &code).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_site_of_a_network_takes_votes_and_keeps_them_apart() -> Result<()> {
    let blog = start().await?;
    activate(&blog, "/", true).await?;
    let there = left(&blog).await?;
    for site in 1..=3 {
        ensure!(is_ready(&there, site), "{site}: {there:?}");
    }
    add_site(&blog, "fourth").await?;
    let there = left(&blog).await?;
    ensure!(is_ready(&there, 4), "{there:?}");
    let paths = ["/", "/second/", "/third/", "/fourth/"];
    for (voter, path) in paths.into_iter().enumerate() {
        assert_eq!(vote_on(&blog, path, voter as u32).await?, Some(1));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_has_the_plugin_alone_leaves_the_others_as_they_are() -> Result<()> {
    let blog = start().await?;
    activate(&blog, "/second/", false).await?;
    assert_eq!(vote_on(&blog, "/second/", 1).await?, Some(1));
    add_site(&blog, "fourth").await?;
    let there = left(&blog).await?;
    ensure!(is_ready(&there, 2), "{there:?}");
    for site in [1, 3, 4] {
        ensure!(!has_any(&there, site), "{site}: {there:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_deleted_takes_its_votes_along() -> Result<()> {
    let blog = start().await?;
    activate(&blog, "/", true).await?;
    vote_on(&blog, "/second/", 1).await?;
    let delete = "require_once ABSPATH . 'wp-admin/includes/ms.php'; wpmu_delete_blog(2, true);";
    blog.run(delete).await?;
    let there = left(&blog).await?;
    ensure!(!has_any(&there, 2), "{there:?}");
    ensure!(is_ready(&there, 3), "{there:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_is_deleted_leaves_nothing_on_any_site_of_a_network() -> Result<()> {
    let blog = start().await?;
    activate(&blog, "/", true).await?;
    for path in ["/", "/second/", "/third/"] {
        vote_on(&blog, path, 1).await?;
        blog.run_at(
            path,
            "update_option('article_widgets_server', 'https://widgets.example');",
        )
        .await?;
    }
    // A site may be deleted while the plugin does not run.
    let without = "remove_all_filters('wpmu_drop_tables');
        require_once ABSPATH . 'wp-admin/includes/ms.php';
        wpmu_delete_blog(3, true);";
    blog.run(without).await?;
    uninstall(&blog, "/", true).await?;
    let there = left(&blog).await?;
    ensure!(there.is_empty(), "{there:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_is_deactivated_does_no_daily_work_until_it_is_activated() -> Result<()> {
    let blog = start().await?;
    let daily = async || {
        let there = left(&blog).await?;
        let is_daily = |name: &&String| name.starts_with("daily");
        anyhow::Ok(there.iter().filter(is_daily).count())
    };
    activate(&blog, "/", true).await?;
    assert_eq!(daily().await?, 3);
    let deactivate = format!(
        "require_once ABSPATH . 'wp-admin/includes/plugin.php';
        deactivate_plugins('{PLUGIN}', false, true);"
    );
    blog.run(&deactivate).await?;
    assert_eq!(daily().await?, 0);
    activate(&blog, "/", true).await?;
    assert_eq!(daily().await?, 3);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_network_only_who_may_publish_scripts_names_the_server() -> Result<()> {
    let blog = start().await?;
    activate(&blog, "/", true).await?;
    let code = "
        $user = wp_insert_user(['user_login' => 'bo', 'user_pass' => 'secret']);
        add_user_to_blog(2, $user, 'administrator');
        foreach ([$user, 1] as $user) {
            wp_set_current_user($user);
            $needed = apply_filters('option_page_capability_article-widgets', 'manage_options');
            echo current_user_can('manage_options') ? 'owner' : 'reader',
                current_user_can($needed) ? ' may, ' : ' may not, ';
        }";
    assert_eq!(
        blog.run_at("/second/", code).await?,
        "owner may not, owner may, "
    );
    Ok(())
}
