//! The plugin for WordPress: its zip, installed as a site's owner would, on a real one.

mod authors;
mod network;
mod origins;
mod tallies;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use reqwest::{Method, header};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::programs::WordPress;
use crate::recipe::{Recipe, root};
use crate::site::{build, program};
use crate::support::{Browser, Server, identifier};

const PLUGIN: &str = "article-widgets/article-widgets.php";

/// A theme's treatment of a post's text; each slip of the plugin's is a failed request.
const THEME: &str = "
    add_action('wp_footer', function () {
        if (is_singular()) {
            $GLOBALS['wp_query']->rewind_posts();
            the_post();
            the_content();
        }
    }, 1);
    set_error_handler(function ($level, $message, $file, $line) {
        if (strpos($file, '/plugins/article-widgets/') !== false) {
            throw new ErrorException($message, 0, $level, $file, $line);
        }
        return false;
    });";

/// The zip, made by the recipe's own command.
struct Package {
    folder: TempDir,
}

impl Package {
    async fn make() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let copy = folder.path().join("examples");
        fs::create_dir(&copy)?;
        let mut copying = Command::new("cp");
        copying
            .arg("--recursive")
            .arg(root().join("examples/wordpress"))
            .arg(&copy);
        build(&mut copying).await?;
        let recipe = Recipe::of("WordPress")?;
        let command = recipe.snippet(0)?.trim_start_matches("$ ");
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(folder.path());
        build(&mut shell).await?;
        Ok(Self { folder })
    }

    fn zip(&self) -> PathBuf {
        self.folder
            .path()
            .join("examples/wordpress/article-widgets.zip")
    }
}

/// The files of the plugin are one blog's as well as another's; whether it is active is
/// in each blog's database.
static INSTALLED: OnceCell<()> = OnceCell::const_new();

/// A WordPress with the plugin, and `code` as another one.
async fn start(code: &str) -> Result<WordPress> {
    let blog = WordPress::start(&[THEME, code].concat(), "").await?;
    INSTALLED.get_or_try_init(|| install(&blog)).await?;
    activate(&blog, "/", false).await?;
    Ok(blog)
}

/// Activates the plugin on the site with this path, or on all of a network.
async fn activate(blog: &WordPress, path: &str, is_network_wide: bool) -> Result<()> {
    let activate = format!(
        "require_once ABSPATH . 'wp-admin/includes/plugin.php';
        $answer = activate_plugin('{PLUGIN}', '', {is_network_wide});
        echo is_wp_error($answer) ? $answer->get_error_message() : 'active';"
    );
    let answer = blog.run_at(path, &activate).await?;
    ensure!(answer == "active", "{answer}");
    Ok(())
}

/// The plugin's API on a blog.
fn api(blog: &WordPress) -> String {
    format!("{}/wp-json/article-widgets/v1", blog.url)
}

/// Does what WordPress does with a zip that its owner uploads.
async fn install(blog: &WordPress) -> Result<()> {
    let package = Package::make().await?;
    let upload = format!(
        "define('FS_METHOD', 'direct');
        foreach (['file', 'misc', 'plugin', 'class-wp-upgrader'] as $part) {{
            require_once ABSPATH . \"wp-admin/includes/$part.php\";
        }}
        $upgrader = new Plugin_Upgrader(new Automatic_Upgrader_Skin());
        $answer = $upgrader->install('{}');
        echo $answer === true ? 'installed' : var_export($answer, true);",
        package.zip().display()
    );
    let answer = blog.run(&upload).await?;
    ensure!(answer.ends_with("installed"), "{answer}");
    Ok(())
}

/// A request, as both servers are sent it.
struct Asked {
    method: Method,
    path: String,
    body: Option<(&'static str, Vec<u8>)>,
}

impl Asked {
    async fn of(&self, api: &str) -> Result<reqwest::Response> {
        self.with(api, &[]).await
    }

    /// The answer to the request with these headers.
    async fn with(&self, api: &str, headers: &[(&str, &str)]) -> Result<reqwest::Response> {
        let mut request =
            reqwest::Client::new().request(self.method.clone(), format!("{api}{}", self.path));
        if let Some((media_type, body)) = &self.body {
            request = request
                .header(header::CONTENT_TYPE, *media_type)
                .body(body.clone());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ok(request.send().await?)
    }

    /// Everything about the answer that a widget can tell.
    async fn told(&self, api: &str) -> Result<Told> {
        let answer = self.of(api).await?;
        let headers = answer.headers();
        let of = |name: &str| -> String {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let media_type = of("content-type");
        let mut told = Told {
            status: answer.status().as_u16(),
            media_type: media_type.split(';').next().unwrap_or_default().to_owned(),
            cache: of("cache-control"),
            allowed: match answer.status().as_u16() {
                405 => methods(&of("allow")),
                _ => BTreeSet::new(),
            },
            numbers: BTreeMap::new(),
            json: Value::Null,
        };
        let mut json: Value = answer.json().await.context("an answer in JSON")?;
        let fields = json.as_object_mut().context("an object")?;
        if let Some(detail) = fields.get_mut("detail") {
            ensure!(detail.is_string(), "{detail}");
            // It is for people, and each parser has its own words.
            *detail = json!("…");
        }
        fields.retain(|name, value| match value.as_f64() {
            // 4 and 4.0 are the same to a browser.
            Some(number) => told.numbers.insert(name.clone(), number).is_some(),
            None => true,
        });
        told.json = json;
        Ok(told)
    }
}

/// The methods in a list of them.
fn methods(list: &str) -> BTreeSet<String> {
    let names = list.split(',').map(|name| name.trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

#[derive(Debug, PartialEq)]
struct Told {
    status: u16,
    media_type: String,
    cache: String,
    /// The methods that are allowed, where one is not.
    allowed: BTreeSet<String>,
    numbers: BTreeMap<String, f64>,
    json: Value,
}

fn read(query: &str) -> Asked {
    Asked {
        method: Method::GET,
        path: format!("/rating?{query}"),
        body: None,
    }
}

fn put(voter: &str, query: &str, body: impl Into<Vec<u8>>) -> Asked {
    Asked {
        method: Method::PUT,
        path: format!("/rating/votes/{voter}?{query}"),
        body: Some(("application/json", body.into())),
    }
}

fn vote(voter: u32, article: &str, value: u8, best: u8) -> Asked {
    let body = json!({"value": value, "best": best}).to_string();
    put(&identifier(voter), &format!("article={article}"), body)
}

fn withdraw(voter: u32, query: &str) -> Asked {
    Asked {
        method: Method::DELETE,
        path: format!("/rating/votes/{}?{query}", identifier(voter)),
        body: None,
    }
}

/// Votes on all scales, changed, withdrawn, and read as several voters.
fn right() -> Vec<Asked> {
    let mut asked = vec![
        read("article=one"),
        read("article=one&best=10"),
        vote(1, "one", 4, 5),
        vote(1, "one", 4, 5),
        vote(1, "one", 1, 5),
        vote(2, "one", 2, 5),
        read("article=one"),
        read(&format!(
            "article=one&voter={}",
            identifier(1).to_uppercase()
        )),
        read(&format!("article=one&voter={}", identifier(9))),
        withdraw(1, "article=one"),
        withdraw(1, "article=one"),
        vote(1, "one", 5, 5),
        withdraw(1, "article=one&best=10"),
        withdraw(2, "article=one"),
        withdraw(3, "article=never&best=7"),
        vote(1, "halves", 7, 10),
        read("article=halves&best=5"),
        vote(2, "halves", 1, 3),
        vote(3, "halves", 5, 7),
        vote(1, "halves", 10, 10),
    ];
    for best in 2..=10 {
        asked.push(read(&format!(
            "article=halves&best={best}&voter={}",
            identifier(2)
        )));
    }
    // Each of these is an article of its own, but the first three.
    for article in [
        "key",
        "%20key%20",
        "key%E3%80%80",
        "Key",
        "k%C3%A9y",
        "ke%CC%81y",
        "a%26b%3Dc",
        "key%00".trim_end_matches("%00"),
        "%27%20OR%201%3D1%20--%20",
        "%25s%20%25d%20%5C",
    ] {
        asked.push(vote(1, article, 3, 5));
        asked.push(read(&format!("article={article}")));
    }
    asked.push(vote(1, &"%F0%9F%A6%80".repeat(512), 5, 5));
    // These are all one article.
    let page = "https%3A%2F%2Fblog.example%2F";
    let slug = "%25E0%25A4%25AC".repeat(200);
    for (voter, article) in (1..).zip([
        format!("{page}{slug}%2F"),
        format!("{page}{slug}%2Findex.html%23top"),
        format!(
            "http%3A%2F%2Fwww.blog.example%2F{}",
            "%E0%A4%AC".repeat(200)
        ),
        format!("{page}{slug}%3Futm_source%3Dfeed"),
    ]) {
        asked.push(vote(voter, &article, 4, 5));
        asked.push(read(&format!("article={article}")));
    }
    asked.push(read(&format!("article={page}{slug}%3Fp%3D1")));
    for ignored in ["&page=2", "&&", "&=", "&x=%zz", "&x&x&x", "&x[]=1"] {
        asked.push(read(&format!("article=one{ignored}")));
    }
    let more = r#"{"value": 2, "best": 5, "rank": {"a": [1]}}"#;
    asked.push(put(&identifier(1), "article=more", more));
    asked
}

/// Requests that are wrong in every way that the server knows.
fn wrong() -> Vec<Asked> {
    let long = format!("article={}", "a".repeat(2_049));
    let mut asked: Vec<Asked> = [
        "",
        "article=",
        "article=%20%09",
        "article=%E3%80%80",
        "article=a%00b",
        "article=a%C2%85b",
        "article=a&article=b",
        &long,
        "Article=a",
        "article=a&best=1",
        "article=a&best=11",
        "article=a&best=-5",
        "article=a&best=%2B1",
        "article=a&best=99999999999999999999",
        "article=a&best=five",
        "article=a&best=",
        "article=a&best=5.0",
        "article=a&best=5%0A",
        "article=a&best=5&best=5",
        "article=a&voter=ada",
        "article=a&voter=",
        "article=%ff",
        "article=a&x=%c3%28",
    ]
    .into_iter()
    .map(read)
    .collect();
    for body in [
        r#"{"value": 0, "best": 5}"#,
        r#"{"value": 6, "best": 5}"#,
        r#"{"value": -1, "best": 5}"#,
        r#"{"value": 300, "best": 5}"#,
        r#"{"value": 1, "best": 11}"#,
        r#"{"value": 1, "best": 0}"#,
        r#"{"value": 4.5, "best": 5}"#,
        r#"{"value": 4.0, "best": 5}"#,
        r#"{"value": "4", "best": 5}"#,
        r#"{"value": null, "best": 5}"#,
        r#"{"value": true, "best": 5}"#,
        r#"{"value": 4, "best": [5]}"#,
        r#"{"best": "5", "value": "4"}"#,
        r#"{"value": 4}"#,
        r#"{"best": 5}"#,
        "{}",
        "5",
        "null",
        "[]",
        "[4, 5]",
        r#""vote""#,
        "",
        "{",
        r#"{"value": 4, "best": 5} and more"#,
        r#"{"value": "four", "best""#,
        r#"{"value": 4, "best": 1e999}"#,
        r#"{"x": "\ud800", "value": }"#,
    ] {
        asked.push(put(&identifier(1), "article=a", body));
    }
    asked.push(put(&identifier(1), "article=a", "[".repeat(200_000)));
    asked.push(put(&identifier(1), "article=a", " ".repeat(600_000)));
    asked.push(put(
        &identifier(1),
        "article=a",
        *b"{\"value\": 4, \"best\": 5, \"x\": \"\xff\"}",
    ));
    asked.push(put("ada", "article=a", "{}"));
    asked.push(put("%20", "article=a", "{}"));
    asked.push(put(&identifier(1), "", "{}"));
    asked.push(Asked {
        body: Some(("text/plain", b"{}".to_vec())),
        ..put(&identifier(1), "article=a", "")
    });
    asked.push(Asked {
        body: None,
        ..put(&identifier(1), "article=a", "")
    });
    asked.push(withdraw(1, "article=a&best=1"));
    asked.push(withdraw(1, ""));
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        asked.push(Asked {
            method,
            ..read("article=a")
        });
    }
    for method in [Method::GET, Method::POST, Method::PATCH] {
        asked.push(Asked {
            method,
            ..withdraw(1, "article=a")
        });
    }
    asked.push(Asked {
        method: Method::POST,
        ..put(&identifier(1), "article=a", "no JSON")
    });
    // What else WordPress' API knows makes no difference.
    asked.push(Asked {
        method: Method::POST,
        ..put(&identifier(1), "article=a&_method=PUT", "{}")
    });
    asked.push(read("article=a&_method=DELETE"));
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plugin_answers_as_the_server_does() -> Result<()> {
    compare(&[], "", right().into_iter().chain(wrong())).await?;
    let prefix =
        "add_filter('article_widgets_article_prefixes', fn() => ['https://blog.example/']);";
    let asked = [
        read("article=https://blog.example/first/"),
        vote(1, "https://blog.example/first/", 4, 5),
        read("article=https://blog.example"),
        vote(1, "https://other.example/first/", 4, 5),
        withdraw(1, "article=one"),
    ];
    compare(
        &["--article-prefix", "https://blog.example/"],
        prefix,
        asked,
    )
    .await
}

/// Compares the answers of a server with these options with those of a blog that has
/// this code.
async fn compare(
    options: &[&str],
    code: &str,
    requests: impl IntoIterator<Item = Asked>,
) -> Result<()> {
    let server = Server::start(options).await?;
    let blog = start(code).await?;
    let of_server = format!("{}/api/v1", server.url);
    let of_blog = api(&blog);
    let mut differences = Vec::new();
    for asked in requests {
        let (expected, told) = (asked.told(&of_server).await?, asked.told(&of_blog).await?);
        if told != expected {
            let body = asked
                .body
                .as_ref()
                .map(|(_, body)| String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned());
            differences.push(format!(
                "{} {} {body:?}\n  server {expected:?}\n  plugin {told:?}",
                asked.method, asked.path
            ));
        }
    }
    ensure!(differences.is_empty(), "{}", differences.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_votes_thirty_times_an_hour_on_an_article() -> Result<()> {
    let by_header = "add_filter('article_widgets_address', fn($address) =>
        $_SERVER['HTTP_X_ADDRESS'] ?? $address);";
    let blog = start(by_header).await?;
    let api = api(&blog);
    for voter in 0..30 {
        let answer = vote(voter, "stuffed", 5, 5).of(&api).await?;
        ensure!(answer.status() == 200, "vote {voter}: {answer:?}");
    }
    let refused = vote(30, "stuffed", 5, 5).of(&api).await?;
    assert_eq!(refused.status(), 429);
    let wait = refused.headers()["retry-after"].to_str()?.parse::<u64>()?;
    ensure!((1..=121).contains(&wait), "{wait} s");
    let problem: Value = refused.json().await?;
    assert_eq!(
        problem["type"],
        "urn:article-widgets:problem:too-many-votes"
    );
    let withdrawal = withdraw(1, "article=stuffed").of(&api).await?;
    assert_eq!(withdrawal.status(), 429);
    let rating: Value = read("article=stuffed").of(&api).await?.json().await?;
    assert_eq!(rating["count"], 30);
    let elsewhere = vote(30, "another", 5, 5).of(&api).await?;
    assert_eq!(elsewhere.status(), 200);

    let from = async |address: &str, voter| {
        let request = vote(voter, "stuffed", 5, 5);
        let request = reqwest::Client::new()
            .put(format!("{api}{}", request.path))
            .header("x-address", address)
            .json(&json!({"value": 5, "best": 5}));
        anyhow::Ok(request.send().await?.status().as_u16())
    };
    // One customer's addresses count as one.
    for voter in 0..30_u32 {
        let address = format!("2001:db8::{:x}", voter + 1);
        assert_eq!(from(&address, 100 + voter).await?, 200);
    }
    assert_eq!(from("2001:db8::ffff", 200).await?, 429);
    assert_eq!(from("2001:db8:0:1::1", 200).await?, 200);
    assert_eq!(from("::ffff:127.0.0.1", 201).await?, 429);
    let names = "global $wpdb; echo $wpdb->get_var(
        'SELECT COUNT(*) FROM ' . ArticleWidgets\\limits_table());";
    ensure!(
        blog.run(names).await?.parse::<u32>()? > 0,
        "nothing is counted"
    );
    let later =
        "global $wpdb; $wpdb->query('UPDATE ' . ArticleWidgets\\limits_table() . ' SET due = 1');
        do_action('article_widgets_forget');";
    blog.run(later).await?;
    assert_eq!(blog.run(names).await?, "0");
    assert_eq!(from("2001:db8::ffff", 202).await?, 200);
    Ok(())
}

/// Logs in as the site's owner.
async fn log_in(reader: &Browser, blog: &WordPress) -> Result<()> {
    reader.open(&format!("{}/wp-login.php", blog.url)).await?;
    reader
        .run(
            "find('#user_login').value = 'owner';
            find('#user_pass').value = 'secret';
            find('#loginform').submit();",
        )
        .await?;
    reader
        .until("location.pathname.startsWith('/wp-admin')")
        .await
}

/// Writes the post's text, with one post before it and one after.
async fn write(blog: &WordPress, text: &str) -> Result<()> {
    let code = format!(
        "kses_remove_filters();
        wp_update_post(wp_slash(['ID' => 1, 'post_content' => {}]));
        foreach (['before' => '2001', 'after' => '2040'] as $name => $year) {{
            wp_insert_post(wp_slash([
                'post_title' => \"The one $name & <em>more</em>\",
                'post_name' => $name,
                'post_status' => 'publish',
                'post_date' => \"$year-01-01 00:00:00\",
            ]));
        }}
        global $wpdb;
        $wpdb->query(\"UPDATE $wpdb->posts SET post_status = 'publish' WHERE post_name = 'after'\");",
        php_text(text)
    );
    blog.run(&code).await.map(|_| ())
}

fn php_text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

async fn use_server(blog: &WordPress, server: &Server) -> Result<()> {
    let code = format!(
        "update_option('article_widgets_server', '{}/');",
        server.url
    );
    blog.run(&code).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_recipe_alone_a_wordpress_carries_all_three() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let recipe = Recipe::of("WordPress")?;
    // The comments of a test come faster than WordPress likes.
    let flood = "add_filter('comment_flood_filter', '__return_false', 99);";
    let blog = start(&[recipe.snippet(2)?, flood].concat()).await?;
    write(&blog, recipe.snippet(1)?).await?;
    let reader = Browser::start().await?;

    reader.open(&blog.post()).await?;
    reader.until("!find('article-rating')").await?;
    log_in(&reader, &blog).await?;
    let settings = format!(
        "{}/wp-admin/options-general.php?page=article-widgets",
        blog.url
    );
    for (entered, kept) in [("javascript:alert(1)", ""), (&*server.url, &*server.url)] {
        reader.open(&settings).await?;
        reader
            .run(&format!(
                "const field = find('#article_widgets_server');
                field.type = 'text';
                field.value = '{entered}';
                field.form.querySelector('[type=submit]').click();"
            ))
            .await?;
        reader.until("find('.settings-error')").await?;
        reader
            .until(&format!(
                "find('#article_widgets_server').value === '{kept}'"
            ))
            .await?;
    }

    reader.open(&blog.post()).await?;
    reader
        .click("article-rating", "label:nth-of-type(7)")
        .await?;
    reader
        .until_shown("article-rating", "7/10 - (1 vote)")
        .await?;
    reader
        .until_shown("article-comments", "60 comments")
        .await?;
    reader
        .type_into("article-comments", "#email", "ada@blog.example")
        .await?;
    reader.comment("By the plugin", "Ada").await?;
    reader.until_there("[id=comment-61]").await?;
    reader
        .until_shown("article-nav", "The one after & more")
        .await?;
    reader.click("article-nav", "a.previous").await?;
    reader.until("location.pathname === '/before/'").await?;

    reader.open(&blog.post()).await?;
    reader
        .until_shown("article-rating", "7/10 - (1 vote)")
        .await?;
    reader.click("article-rating", ".own button").await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    let votes = "global $wpdb; echo $wpdb->get_var(
        'SELECT COUNT(*) FROM ' . ArticleWidgets\\votes_table());";
    assert_eq!(blog.run(votes).await?, "0");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_place_the_widgets_and_the_editor_knows_them() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = start("").await?;
    use_server(&blog, &server).await?;
    let blocks = r#"<!-- wp:article-widgets/rating {"max":8} /-->
        <!-- wp:article-widgets/nav /-->
        <!-- wp:article-widgets/comments /-->"#;
    write(&blog, blocks).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.post()).await?;
    reader
        .click("article-rating", "label:nth-of-type(8)")
        .await?;
    reader
        .until_shown("article-rating", "8/8 - (1 vote)")
        .await?;
    reader
        .until_shown("article-nav", "The one before & more")
        .await?;
    reader
        .until_shown("article-comments", "60 comments")
        .await?;

    log_in(&reader, &blog).await?;
    reader
        .open(&format!(
            "{}/wp-admin/post.php?post=1&action=edit",
            blog.url
        ))
        .await?;
    reader
        .until(
            "(() => {
                const blocks = wp.data.select('core/block-editor').getBlocks();
                return ['rating', 'nav', 'comments'].every((name) => blocks.some((block) =>
                    block.name === `article-widgets/${name}` && block.isValid));
            })()",
        )
        .await?;
    reader
        .until(
            "(() => {
                const canvas = find('iframe[name=editor-canvas]')?.contentDocument ?? document;
                return ['Article rating', 'Article navigation', 'Article comments'].every((title) =>
                    canvas.body.textContent.includes(title));
            })()",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_is_deleted_leaves_nothing() -> Result<()> {
    let blog = start("").await?;
    let code = format!(
        "require_once ABSPATH . 'wp-admin/includes/plugin.php';
        global $wpdb;
        $left = fn() => count($wpdb->get_col(\"SHOW TABLES LIKE '%article_widgets%'\"))
            + $wpdb->get_var(\"SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE 'article_widgets%'\")
            + (wp_next_scheduled('article_widgets_forget') ? 1 : 0);
        echo $left(), ' ';
        deactivate_plugins('{PLUGIN}');
        uninstall_plugin('{PLUGIN}');
        echo $left();"
    );
    assert_eq!(blog.run(&code).await?, "5 0");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn php_finds_no_slip_in_any_file() -> Result<()> {
    let folder = root().join("examples/wordpress/article-widgets");
    let mut count = 0;
    for folder in [folder.join("includes"), folder] {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "php") {
                build(program("ARTICLE_WIDGETS_PHP")?.arg("-l").arg(&path)).await?;
                count += 1;
            }
        }
    }
    ensure!(count > 5, "only {count} files");
    Ok(())
}
