//! Sites that show another article without loading a page: by htmx, swup, Turbo and a
//! router by hand.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::support::{Blog, Browser, Document, HOLD_WRITES, Server, path};

/// A way to show another article.
struct Router {
    /// The script in npm's packages; none if it is in `head`.
    script: Option<&'static str>,
    /// The part of the head after it.
    head: &'static str,
    /// The attributes of the page's body.
    body: &'static str,
    /// The attributes of an element that stays when the body is another one.
    staying: &'static str,
}

/// Only what stands in `main` is another one afterwards.
const HTMX_2: Router = Router {
    script: Some("htmx2/dist/htmx.js"),
    head: "",
    body: "hx-boost=true hx-target=main hx-select=main hx-swap=outerHTML",
    staying: "",
};

const HTMX_4: Router = Router {
    script: Some("htmx.org/dist/htmx.js"),
    head: "",
    body: "hx-boost:inherited=true hx-target:inherited=main hx-select:inherited=main \
           hx-swap:inherited=outerHTML",
    staying: "",
};

const SWUP: Router = Router {
    script: Some("swup/dist/Swup.umd.js"),
    head: "<script type=module>
               new Swup({containers: ['main'], animationSelector: false, cache: false});
           </script>",
    body: "",
    staying: "",
};

/// The head is another one afterwards, too.
const TURBO: Router = Router {
    script: Some("@hotwired/turbo/dist/turbo.es2017-umd.js"),
    head: "",
    body: "",
    staying: "data-turbo-permanent",
};

const ADDRESS_FIRST: Router = Router {
    script: None,
    head: "<script>
               addEventListener('click', async (event) => {
                   const link = event.target.closest('main a');
                   if (!link) return;
                   event.preventDefault();
                   history.pushState(null, '', link.href);
                   const text = await (await fetch(link.href)).text();
                   const page = new DOMParser().parseFromString(text, 'text/html');
                   document.querySelector('main').replaceWith(page.querySelector('main'));
               });
           </script>",
    body: "",
    staying: "",
};

/// It makes the whole head anew, later than anything else.
const HEAD_LAST: Router = Router {
    script: None,
    head: "<script>
               addEventListener('click', async (event) => {
                   const link = event.target.closest('main a');
                   if (!link) return;
                   event.preventDefault();
                   const text = await (await fetch(link.href)).text();
                   const page = new DOMParser().parseFromString(text, 'text/html');
                   document.querySelector('main').replaceWith(page.querySelector('main'));
                   history.pushState(null, '', link.href);
                   await new Promise((resolve) => requestAnimationFrame(resolve));
                   document.head.replaceWith(page.head);
               });
           </script>",
    body: "",
    staying: "",
};

/// The widgets of an article.
fn widgets(attributes: &str) -> String {
    format!(
        "<article-rating id=rating {attributes}></article-rating>
         <article-comments id=comments {attributes}></article-comments>"
    )
}

/// The place of the widgets: in what a router replaces, or beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Inside,
    Beside,
}

/// A blog of two articles. `attributes` are those of the widgets of the article with a
/// name.
async fn blog(
    server: &Server,
    router: &Router,
    place: Place,
    attributes: &dyn Fn(&str) -> String,
) -> Result<Blog> {
    let mut documents = Vec::new();
    let mut script = "";
    if let Some(package) = router.script {
        let file = path("ARTICLE_WIDGETS_ROUTERS")?.join(package);
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        documents.push(Document::new("/router.js", "text/javascript", &text));
        script = "<script src=/router.js></script>";
    }
    for (address, name, other) in [("/one/", "one", "/two/"), ("/two/", "two", "/one/")] {
        let (inside, beside) = match place {
            Place::Inside => (widgets(&attributes(name)), String::new()),
            Place::Beside => {
                let attributes = [&attributes(name), " ", router.staying].concat();
                (String::new(), widgets(&attributes))
            }
        };
        let page = format!(
            "<!doctype html><html lang=en><head><title>{name}</title><link rel=icon href=data:,>
             <link rel=canonical href=http://blog.example{address}>
             <script type=module src=http://widgets.example/article-widgets.js></script>
             {script}{}</head><body {}>
             <main><h1>{name}</h1><p><a href={other}>The other one</a></p>{inside}</main>
             {beside}</body></html>",
            router.head, router.body
        );
        documents.push(Document::new(address, "text/html", &page));
    }
    Blog::publish(&server.url, documents).await
}

async fn go_on(reader: &Browser, name: &str) -> Result<()> {
    reader.follow("main a").await?;
    reader
        .until(&format!(
            "find('h1').textContent === '{name}' && location.pathname === '/{name}/' && same"
        ))
        .await
}

async fn vote_and_comment(reader: &Browser, name: &str, stars: u8) -> Result<()> {
    reader.find("article-rating", "fieldset").await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    reader.vote_and_wait(stars).await?;
    reader.find("article-comments", "#body").await?;
    reader
        .until_shown("article-comments", "No comments yet")
        .await?;
    reader.comment(&format!("On {name}."), "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await
}

/// Votes and comments on one, goes to two without a load, votes and comments, and reloads
/// both.
async fn story(router: &Router, place: Place, attributes: &dyn Fn(&str) -> String) -> Result<()> {
    story_of(&Browser::start().await?, router, place, attributes).await
}

/// The same in this browser.
async fn story_of(
    reader: &Browser,
    router: &Router,
    place: Place,
    attributes: &dyn Fn(&str) -> String,
) -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = blog(&server, router, place, attributes).await?;
    reader.open(&format!("{}/one/", blog.url)).await?;
    reader.run("window.same = true;").await?;
    vote_and_comment(reader, "one", 4).await?;
    go_on(reader, "two").await?;
    vote_and_comment(reader, "two", 2).await?;
    go_on(reader, "one").await?;
    reader.until_shown("article-comments", "On one.").await?;

    for (name, other, stars) in [("one", "two", 4), ("two", "one", 2)] {
        reader.open(&format!("{}/{name}/", blog.url)).await?;
        reader.find("article-rating", "fieldset").await?;
        let line = format!("{stars}/5 - (1 vote)");
        reader.until_shown("article-rating", &line).await?;
        reader.find("article-comments", "article").await?;
        reader.until_shown("article-comments", "1 comment").await?;
        let said = reader
            .run("return shown(find('article-comments'));")
            .await?;
        let said = said.to_string();
        ensure!(
            said.contains(&format!("On {name}.")) && !said.contains(&format!("On {other}.")),
            "{name}: {said}"
        );
    }
    assert_eq!(reader.console().await?, Vec::<String>::new());
    Ok(())
}

/// The story with the widgets in what is replaced and beside it, and with articles that
/// are named where that is known.
async fn stories(router: &Router) -> Result<()> {
    for place in [Place::Inside, Place::Beside] {
        story(router, place, &|_| String::new())
            .await
            .with_context(|| format!("{place:?}"))?;
    }
    story(router, Place::Inside, &|name| format!("article={name}"))
        .await
        .context("named")
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_that_htmx_2_swaps_have_votes_and_comments_of_their_own() -> Result<()> {
    stories(&HTMX_2).await
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_that_htmx_4_swaps_have_votes_and_comments_of_their_own() -> Result<()> {
    stories(&HTMX_4).await
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_that_swup_swaps_have_votes_and_comments_of_their_own() -> Result<()> {
    stories(&SWUP).await
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_that_turbo_swaps_have_votes_and_comments_of_their_own() -> Result<()> {
    stories(&TURBO).await
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_of_a_router_by_hand_have_votes_and_comments_of_their_own() -> Result<()> {
    for router in [ADDRESS_FIRST, HEAD_LAST] {
        stories(&router).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_are_told_apart_without_the_navigation_api() -> Result<()> {
    let reader = Browser::start().await?;
    reader
        .before_each_page("Object.defineProperty(window, 'navigation', {value: undefined});")
        .await?;
    for router in [ADDRESS_FIRST, HEAD_LAST] {
        for place in [Place::Inside, Place::Beside] {
            story_of(&reader, &router, place, &|_| String::new())
                .await
                .with_context(|| format!("{place:?}"))?;
        }
    }
    reader.until("window.navigation === undefined").await
}

/// A page whose address a script changes, and nothing else.
const BARE: Router = Router {
    script: None,
    head: "",
    body: "",
    staying: "",
};

/// Gathers what the console is warned of.
const GATHER: &str = "
    window.warned = [];
    const warn = console.warn;
    console.warn = (text) => { warned.push(text); warn(text); };";

async fn until_form(reader: &Browser, is_there: bool) -> Result<()> {
    reader
        .until(&format!(
            "!!find('article-comments').shadowRoot.querySelector('form') === {is_there}
                && !!find('article-rating').shadowRoot.querySelector('input') === {is_there}"
        ))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_under_an_article_whose_name_is_left_behind() -> Result<()> {
    // Awake when the address changes, and asleep.
    for style in ["", "style='display: block; margin-block-start: 3000px'"] {
        let server = Server::start(&["--allow-origin", "*"]).await?;
        let attributes = |name: &str| format!("article={name} {style}");
        let blog = blog(&server, &BARE, Place::Beside, &attributes).await?;
        let reader = Browser::start().await?;
        reader.open(&format!("{}/one/", blog.url)).await?;
        reader.until("customElements.get('article-rating')").await?;
        if style.is_empty() {
            reader.find("article-comments", "form").await?;
        }
        reader.run(GATHER).await?;
        reader.run("history.pushState(null, '', '/two/');").await?;
        reader.find("article-rating", ".line").await?;
        reader.find("article-comments", "#thread-heading").await?;
        until_form(&reader, false).await?;
        reader.until("warned.length === 2").await?;
        for element in ["article-rating", "article-comments"] {
            reader
                .until(&format!(
                    "warned.some((text) => text.startsWith('<{element} article=\"one\">')
                        && text.includes('set it for each page'))"
                ))
                .await?;
        }

        reader.run("history.back();").await?;
        until_form(&reader, true).await?;
        // Named for another page, by the way of a reader who comes back to the first.
        reader
            .run(
                "history.pushState(null, '', '/two/');
                find('article-rating').article = find('article-comments').article = 'two';",
            )
            .await?;
        until_form(&reader, true).await?;
        vote_and_comment(&reader, "two", 3).await?;
        ensure!(server.comments("one").await?.is_empty(), "written to one");
        ensure!(server.comments("two").await?.len() == 1, "not on two");
        assert_eq!(server.rating("one").await?["count"], json!(0));
        // A query may name a part of an article.
        reader
            .run("history.pushState(null, '', '?page=2');")
            .await?;
        reader.until_shown("article-comments", "On two.").await?;
        until_form(&reader, true).await?;
        reader.until("warned.length === 2").await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_its_way_arrives_under_the_article_that_was_left() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = blog(&server, &BARE, Place::Beside, &|_| String::new()).await?;
    let (one, two) = (format!("{}/one/", blog.url), format!("{}/two/", blog.url));
    let reader = Browser::start().await?;
    reader.open(&one).await?;
    reader.find("article-rating", "fieldset").await?;
    reader.find("article-comments", "#body").await?;
    reader
        .until_shown("article-comments", "No comments yet")
        .await?;
    reader.run(HOLD_WRITES).await?;
    reader.vote(5).await?;
    reader.comment("On one.", "Ada").await?;
    reader.until_shown("article-comments", "Sending").await?;
    reader
        .type_into("article-comments", "#body", "More on one")
        .await?;
    reader.run("history.pushState(null, '', '/two/');").await?;
    reader.until_typed("body", "").await?;
    reader.run("go();").await?;
    reader
        .until_shown("article-comments", "No comments yet")
        .await?;
    reader.run("history.back();").await?;
    reader.until_typed("body", "More on one").await?;
    reader.until_shown("article-comments", "On one.").await?;
    reader
        .until_shown("article-rating", "5/5 - (1 vote)")
        .await?;
    ensure!(server.comments(&one).await?.len() == 1, "not on one");
    ensure!(server.comments(&two).await?.is_empty(), "on two");
    assert_eq!(server.rating(&two).await?["count"], json!(0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn widgets_that_come_after_the_address_changed_are_of_that_address() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    // None was awake when the address changed.
    let blog = blog(&server, &ADDRESS_FIRST, Place::Inside, &|_| {
        "style='display: block; margin-block-start: 3000px'".to_owned()
    })
    .await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/one/", blog.url)).await?;
    reader.run("window.same = true;").await?;
    go_on(&reader, "two").await?;
    vote_and_comment(&reader, "two", 2).await?;
    let two = format!("{}/two/", blog.url);
    ensure!(server.comments(&two).await?.len() == 1, "not on two");
    assert_eq!(server.rating(&two).await?["count"], json!(1));
    // An answer to a search engine is of the page that is shown.
    reader
        .until(
            "JSON.parse(find('script[type=\"application/ld+json\"]').text).url.endsWith('/two/')",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_spelling_of_the_address_is_the_same_article() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    for attributes in ["", "article=one"] {
        let named = |_: &str| attributes.to_owned();
        let blog = blog(&server, &BARE, Place::Beside, &named).await?;
        let reader = Browser::start().await?;
        reader
            .open(&format!("{}/one/?utm_source=letter", blog.url))
            .await?;
        reader.find("article-rating", "fieldset").await?;
        // A canonical link that names no address of this site, as on a copy of a blog.
        reader
            .run(
                "document.querySelector('link[rel=canonical]').href =
                    'https://original.example/first/';",
            )
            .await?;
        reader
            .run("history.replaceState(null, '', '/one');")
            .await?;
        until_form(&reader, true).await?;
        vote_and_comment(&reader, "one", 4).await?;
        let article = match attributes {
            "" => "https://original.example/first/",
            _ => "one",
        };
        ensure!(server.comments(article).await?.len() == 1, "{attributes}");
        assert_eq!(server.rating(article).await?["count"], json!(1));
    }
    Ok(())
}
