//! The component for React, and its types.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::process::Command;

use crate::recipe::{Recipe, root};
use crate::site::{Article, Ground, build, path, program};
use crate::support::{Browser, Server};

const ARTICLE: Article = Article {
    path: "/second/",
    previous: ("/first/", "The first article"),
    next: ("/third/", r#"Scales & "stars" of <ten>"#),
};

/// The example with its packages, and the widgets of `server`.
fn example(server: &str) -> Result<TempDir> {
    let site = Recipe::of("React")?.followed_in("react", server)?;
    let modules = path("ARTICLE_WIDGETS_REACT")?;
    symlink(modules, site.path().join("node_modules"))?;
    Ok(site)
}

/// Makes JavaScript of a file, by the compiler that is named, with nothing set but that it
/// is TypeScript with JSX.
const COMPILE: &str = r#"
    import { createRequire } from "node:module";
    const [, , modules, compiler, file] = process.argv;
    const require = createRequire(modules + "/");
    if (compiler === "babel") {
        const presets = ["react", "typescript"].map((name) => require.resolve("@babel/preset-" + name));
        await (await import(require.resolve("@babel/core"))).transformFileAsync(file, {presets});
    } else {
        require("@swc/core").transformFileSync(file,
            {jsc: {parser: {syntax: "typescript", tsx: true}}, swcrc: false});
    }"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_compiler_takes_the_component() -> Result<()> {
    let site = example("https://widgets.example")?;
    fs::write(site.path().join("compile.mjs"), COMPILE)?;
    for compiler in ["babel", "swc"] {
        let mut compile = program("ARTICLE_WIDGETS_NODE")?;
        compile
            .arg("compile.mjs")
            .arg(path("ARTICLE_WIDGETS_COMPILERS")?)
            .args([compiler, "ArticleWidgets.tsx"])
            .current_dir(site.path());
        build(&mut compile).await?;
    }
    let mut compile = Command::new(site.path().join("node_modules/.bin/esbuild"));
    compile
        .args(["ArticleWidgets.tsx", "--outfile=made.js"])
        .current_dir(site.path());
    build(&mut compile).await
}

async fn check_types(site: &TempDir) -> Result<()> {
    let mut check = program("ARTICLE_WIDGETS_NODE")?;
    check
        .args(["node_modules/typescript/bin/tsc", "--noEmit"])
        .current_dir(site.path());
    build(&mut check).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_in_react_carries_all_three_and_hears_of_votes() -> Result<()> {
    let ground = Ground::prepare().await?;
    let site = example(&ground.server.url)?;
    // A script or a program of the machine's own, as npm installed it.
    let mut bundle = Command::new(site.path().join("node_modules/.bin/esbuild"));
    bundle
        .args(["main.tsx", "--bundle", "--format=esm", "--jsx=automatic"])
        .arg("--outfile=main.js")
        .current_dir(site.path());
    build(&mut bundle).await?;
    let site = ground.serve(site, Some("index.html"))?;
    site.carries_all_three(&ARTICLE).await?;

    let reader = Browser::start().await?;
    reader
        .open(&format!("{}{}", site.blog.url, ARTICLE.path))
        .await?;
    reader.vote(2).await?;
    reader
        .until("find('#average').textContent === 'Readers gave it 3 stars.'")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_types_take_what_is_right_and_refuse_what_is_wrong() -> Result<()> {
    let site = example("https://widgets.example")?;
    let uses = r#"
        export const right = <article-rating max={10} readonly structured-data="off" lang="fr"
            onarticle-rating:change={({ detail }) => detail.best.toFixed()} />;
        const element = document.querySelector("article-comments");
        if (element) element.nameField = "hidden";
        addEventListener("article-comments:submit", ({ detail }) => detail.name.trim());
        // @ts-expect-error No text is a number of stars.
        export const text = <article-rating max="ten" />;
        // @ts-expect-error The navigation has no stars.
        export const other = <article-nav max={5} />;
        // @ts-expect-error A comment has no stars.
        addEventListener("article-comments:submit", ({ detail }) => detail.stars);
        // @ts-expect-error A field is required, optional or hidden.
        export const field = <article-comments name-field="yes" />;"#;
    fs::write(site.path().join("uses.tsx"), uses)?;
    check_types(&site).await
}

/// The names that an interface of the types declares.
fn declared(interface: &str) -> Result<BTreeSet<String>> {
    let types = fs::read_to_string(root().join("examples/react/article-widgets.d.ts"))?;
    let (_, rest) = types
        .split_once(&format!("interface {interface} "))
        .with_context(|| format!("no interface {interface}"))?;
    let (body, _) = rest.split_once("\n}").context("an end")?;
    Ok(body
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.trim().strip_prefix("readonly ").or(Some(line.trim())))
        .filter_map(|line| line.split(['?', ':', '(']).next())
        .filter(|name| !name.is_empty())
        .map(|name| name.trim_matches('"').to_owned())
        .collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_types_are_the_elements() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader
        .until("customElements.get('article-comments')")
        .await?;
    for (name, interface, attributes) in [
        ("article-rating", "ArticleRatingElement", "RatingAttributes"),
        ("article-nav", "ArticleNavElement", "NavAttributes"),
        (
            "article-comments",
            "ArticleCommentsElement",
            "CommentsAttributes",
        ),
    ] {
        let own = reader
            .run(&format!(
                "const names = [];
                for (let type = customElements.get('{name}').prototype; type !== HTMLElement.prototype;
                    type = Object.getPrototypeOf(type)) {{
                    names.push(...Object.getOwnPropertyNames(type));
                }}
                // The browser calls the others, and no page.
                return names.filter((name) => !/^(constructor|handleEvent)$|Callback$/.test(name));"
            ))
            .await?;
        let own: BTreeSet<String> = serde_json::from_value(own)?;
        let mut types = declared(interface)?;
        types.extend(declared("ArticleElement")?);
        assert_eq!(types, own, "{name}");

        let observed = reader
            .run(&format!(
                "return customElements.get('{name}').observedAttributes;"
            ))
            .await?;
        let observed: BTreeSet<String> = serde_json::from_value(observed)?;
        let mut written = declared(attributes)?;
        written.extend(["backend", "loading", "lang"].map(str::to_owned));
        assert_eq!(written, observed, "{name}");
    }
    Ok(())
}

/// The texts between quotation marks after each `before`.
fn quoted(text: &str, before: &str) -> BTreeSet<String> {
    let parts = text.split(before).skip(1);
    parts
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_types_of_events_and_codes_are_the_documented_ones() -> Result<()> {
    let page = fs::read_to_string(root().join("docs/events.md"))?;
    let events: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `article-"))
        .filter_map(|row| row.split('`').next())
        .filter(|name| name.contains(':'))
        .map(|name| format!("article-{name}"))
        .collect();
    let types = fs::read_to_string(root().join("examples/react/article-widgets.d.ts"))?;
    let (_, listed) = types
        .split_once("interface ArticleEvents ")
        .context("events")?;
    let (listed, _) = listed.split_once("\n}").context("an end")?;
    let typed: BTreeSet<String> = quoted(listed, "\n  \"");
    assert_eq!(typed, events);

    let failures = fs::read_to_string(root().join("src/backend/failure.rs"))?;
    let (_, codes) = failures.split_once("fn code").context("codes")?;
    let mut codes = quoted(codes, "=> \"");
    codes.insert("bundle".to_owned());
    let (_, listed) = types.split_once("type Code =").context("codes")?;
    let (listed, _) = listed.split_once(';').context("an end")?;
    assert_eq!(quoted(listed, "| \""), codes);
    Ok(())
}
