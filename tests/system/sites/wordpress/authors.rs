//! Rights of somebody who writes posts, and of the owner alone.

use anyhow::{Context, Result, ensure};

use crate::programs::WordPress;
use crate::support::Server;

use super::{php_text, start, use_server, write};

#[tokio::test(flavor = "multi_thread")]
async fn what_an_author_writes_in_a_shortcode_stays_an_attribute() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = start("").await?;
    use_server(&blog, &server).await?;
    let text = r#"[article_rating max='3" onclick="alert(1)' onmouseover="alert(2)" readonly template="<b>{average}</b>"]"#;
    write(&blog, text).await?;
    let page = reqwest::get(blog.post()).await?.text().await?;
    let (_, element) = page.split_once("<article-rating").context("a rating")?;
    let (attributes, _) = element.split_once("></article-rating>").context("an end")?;
    ensure!(!attributes.contains('<'), "{attributes}");
    ensure!(!attributes.contains("onmouseover"), "{attributes}");
    ensure!(!attributes.contains("\" onclick=\""), "{attributes}");
    ensure!(attributes.contains(" readonly=\"\""), "{attributes}");
    ensure!(
        attributes.contains(" backend=\"wordpress\""),
        "{attributes}"
    );
    let protected = "wp_update_post(['ID' => 1, 'post_password' => 'open', 'post_content' => '']);
        query_posts('p=1'); the_post(); echo do_shortcode('[article_comments]');";
    assert_eq!(blog.run(protected).await?, "");
    Ok(())
}

/// Publishes a post that a contributor wrote, who may not write unfiltered HTML.
async fn publish_by_contributor(blog: &WordPress, text: &str) -> Result<()> {
    let code = format!(
        "$contributor = wp_insert_user(['user_login' => 'bo', 'user_pass' => 'secret',
            'role' => 'contributor']);
        wp_set_current_user($contributor);
        $post = wp_insert_post(wp_slash(['post_title' => 'By Bo', 'post_name' => 'by-bo',
            'post_status' => 'pending', 'post_content' => {}]));
        wp_set_current_user(1);
        wp_publish_post($post);
        wp_update_post(['ID' => $post, 'post_name' => 'by-bo']);
        echo current_user_can('unfiltered_html') && !user_can($contributor, 'unfiltered_html');",
        php_text(text)
    );
    ensure!(blog.run(&code).await? == "1", "who may what is another");
    Ok(())
}

/// The elements of the widgets in a page, as far as their attributes go.
fn elements(page: &str) -> Vec<&str> {
    page.split("<article-")
        .skip(1)
        .filter_map(|rest| rest.split_once('>').map(|(element, _)| element))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_sends_what_readers_write_nowhere_else() -> Result<()> {
    let blog = start("").await?;
    blog.run("update_option('article_widgets_server', 'https://widgets.example');")
        .await?;
    let text = r#"[article_rating endpoint="https://elsewhere.example" backend="native"]
[article_comments ENDPOINT='https://elsewhere.example' backend=isso]
[article_nav feed="https://elsewhere.example/feed.xml" backend="wordpress"]

<!-- wp:article-widgets/rating {"max":8,"endpoint":"https://elsewhere.example","backend":"native"} /-->

<!-- wp:article-widgets/comments {"endpoint":"https://elsewhere.example","Endpoint":"https://elsewhere.example","backend":"isso"} /-->"#;
    publish_by_contributor(&blog, text).await?;
    let url = format!("{}/by-bo/", blog.url);
    let page = reqwest::get(&url).await?.text().await?;
    let shown = elements(&page);
    ensure!(shown.len() == 5, "{shown:?}");
    for element in &shown {
        ensure!(!element.contains("elsewhere.example"), "{element}");
        ensure!(!element.contains("endpoint="), "{element}");
        let is_of_wordpress = element.contains(" backend=\"wordpress\"");
        ensure!(is_of_wordpress != element.starts_with("nav"), "{element}");
    }

    // Where they go is what the owner says in the settings.
    let settings = "update_option('article_widgets_comments_backend', 'isso');
        update_option('article_widgets_comments_endpoint', 'https://isso.example/');
        update_option('article_widgets_rating_backend', 'native');";
    blog.run(settings).await?;
    let page = reqwest::get(&url).await?.text().await?;
    for element in elements(&page) {
        ensure!(!element.contains("elsewhere.example"), "{element}");
        if element.starts_with("comments") {
            let of_isso = r#" backend="isso" endpoint="https://isso.example" article="/by-bo/""#;
            ensure!(element.contains(of_isso), "{element}");
        } else if element.starts_with("rating") {
            ensure!(element.contains(" backend=\"native\""), "{element}");
            ensure!(!element.contains("endpoint="), "{element}");
        }
    }
    Ok(())
}

/// The settings after these texts were entered, each after a URL that is one.
async fn kept(blog: &WordPress, entered: &[(&str, &str)]) -> Result<Vec<String>> {
    let code = format!(
        "require_once ABSPATH . 'wp-admin/includes/admin.php';
        ArticleWidgets\\register_settings();
        $kept = [];
        foreach (json_decode({}) as [$name, $entered]) {{
            update_option(\"article_widgets_$name\", 'https://before.example');
            update_option(\"article_widgets_$name\", $entered);
            $kept[] = get_option(\"article_widgets_$name\");
        }}
        echo json_encode($kept);",
        php_text(&serde_json::to_string(entered)?)
    );
    Ok(serde_json::from_str(&blog.run(&code).await?)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_holds_a_url_or_a_back_end_and_nothing_else() -> Result<()> {
    const BEFORE: &str = "https://before.example";
    let blog = start("").await?;
    let (entered, expected): (Vec<_>, Vec<_>) = [
        ("https://widgets.example/", "https://widgets.example"),
        ("  http://127.0.0.1:8080 ", "http://127.0.0.1:8080"),
        ("https://widgets.example/a/", "https://widgets.example/a"),
        ("", ""),
        ("javascript:alert(1)", BEFORE),
        ("data:text/javascript,alert(1)", BEFORE),
        ("ftp://widgets.example", BEFORE),
        ("/article-widgets", BEFORE),
        ("https://", BEFORE),
        ("https://widgets.example/?a=b", BEFORE),
        ("https://ada:secret@widgets.example", BEFORE),
        ("https://widgets.example/#a", BEFORE),
    ]
    .into_iter()
    .unzip();
    for name in ["server", "rating_endpoint", "comments_endpoint"] {
        let entered: Vec<_> = entered.iter().map(|entered| (name, *entered)).collect();
        assert_eq!(kept(&blog, &entered).await?, expected, "{name}");
    }
    let backends = [
        ("rating_backend", "native"),
        ("rating_backend", "isso"),
        ("comments_backend", "isso"),
        ("comments_backend", "\" onclick=\""),
    ];
    let expected = ["native", "wordpress", "isso", "wordpress"];
    assert_eq!(kept(&blog, &backends).await?, expected);
    Ok(())
}
