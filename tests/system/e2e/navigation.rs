//! `<article-nav>`: where the neighbours come from, how a reader gets to them, and
//! how early they are there.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::support::{Blog, Browser, Document, Server, picture};

const NAVIGATION: &str = "article-nav";

/// The links that are shown: for each the direction, the path and the title.
const SHOWN: &str = "JSON.stringify([...find('article-nav').shadowRoot.querySelectorAll('a')]
    .map((link) => [link.rel, link.pathname,
        link.querySelector('.title')?.textContent ?? '']))";

/// A neighbour: its path and its title.
type Neighbour = (&'static str, &'static str);

async fn expect(
    reader: &Browser,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
) -> Result<()> {
    let links: Vec<_> = [("prev", previous), ("next", next)]
        .into_iter()
        .filter_map(|(relation, neighbour)| {
            let (path, title) = neighbour?;
            Some(json!([relation, path, title]))
        })
        .collect();
    let links = serde_json::to_string(&json!(links).to_string())?;
    reader
        .until(&format!("{SHOWN} === {links}"))
        .await
        .with_context(|| format!("expected {links}"))
}

/// The warnings and errors of the element itself.
async fn warnings(reader: &Browser) -> Result<Vec<String>> {
    let console = reader.console().await?;
    Ok(console
        .into_iter()
        .filter(|line| line.contains("<article-nav"))
        .collect())
}

fn feed(path: &'static str, media_type: &'static str, text: &str) -> Document {
    Document::new(path, media_type, text)
}

const FEED: &str = "<article-nav feed=/feed></article-nav>";
const BRASS: &str = "Brass & steel: a “quiet” pair";

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_feed_names_the_neighbours() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let reader = Browser::start().await?;
    let wordpress = "/the-clock-that-ran-slow-on-sundays/";
    let in_wordpress = (
        Some(("/brass-steel-a-quiet-pair/", BRASS)),
        Some(("/why-3-4-minutes-matter/", "Why 3 < 4 minutes matter")),
    );
    let rss = "application/rss+xml";
    for (page, document, (previous, next)) in [
        (
            wordpress,
            feed("/feed", rss, include_str!("../../documents/wordpress.rss")),
            in_wordpress,
        ),
        (
            wordpress,
            feed(
                "/feed",
                "application/atom+xml",
                include_str!("../../documents/wordpress.atom"),
            ),
            in_wordpress,
        ),
        (
            "/posts/p3/",
            // As many servers would call it.
            feed(
                "/feed",
                "text/html",
                include_str!("../../documents/hugo.rss"),
            ),
            (
                Some(("/posts/p2/", BRASS)),
                Some(("/posts/p4/", "Why 3 < 4 minutes matter")),
            ),
        ),
        (
            "/the-clock/",
            feed(
                "/feed",
                "application/feed+json",
                include_str!("../../documents/json-feed.json"),
            ),
            (
                Some(("/brass-and-steel/", BRASS)),
                Some(("/why-minutes-matter/", "Why 3 < 4 minutes matter")),
            ),
        ),
        (
            "/why-minutes-matter/",
            feed(
                "/feed",
                "application/json",
                include_str!("../../documents/json-feed.json"),
            ),
            (
                Some(("/the-clock/", "")),
                Some(("/cadran-solaire/", "Cadran solaire : l’été")),
            ),
        ),
        (
            // The newest has none after it, whatever else there is.
            "/cadran-solaire-lete/",
            feed("/feed", rss, include_str!("../../documents/wordpress.rss")),
            (
                Some(("/why-3-4-minutes-matter/", "Why 3 < 4 minutes matter")),
                None,
            ),
        ),
        (
            "/blog/2026/clock/",
            feed(
                "/feed",
                "application/xml",
                include_str!("../../documents/hostile.atom"),
            ),
            (
                Some(("/blog/2026/brass/", "Brass & steel <in CDATA>")),
                Some(("/blog/2026/minutes/", "Why 3 < 4 — alert(1)")),
            ),
        ),
        (
            "/blog/2026/brass/",
            feed(
                "/feed",
                "application/xml",
                include_str!("../../documents/hostile.atom"),
            ),
            (
                Some(("/blog/2026/notebook/", "Keeping a notebook")),
                Some(("/blog/2026/clock", "The clock")),
            ),
        ),
    ] {
        let documents = vec![Document::page(page, "", FEED), document];
        let blog = Blog::publish(&widgets.url, documents).await?;
        reader.open(&format!("{}{page}", blog.url)).await?;
        expect(&reader, previous, next).await?;
        assert_eq!(warnings(&reader).await?, Vec::<String>::new(), "{page}");
    }
    Ok(())
}

/// A feed in Atom, of such entries, with a link to the older one at `older`.
fn atom(older: Option<&str>, entries: &[(&str, &str, &str)]) -> String {
    let mut feed = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Blog</title>".to_owned();
    if let Some(older) = older {
        feed += &format!("<link rel='next' href='{older}'/>");
    }
    for (path, title, times) in entries {
        feed += &format!("<entry><title>{title}</title><link href='{path}'/>{times}</entry>");
    }
    feed + "</feed>"
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_is_older_than_the_feed_is_found_where_the_feed_leads() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let rss = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>
        <link>/</link><atom:link rel='next' href='/feed/2'/>
        <item><title>Five</title><link>/five/</link></item>
        <item><title>Four</title><link>/four/</link></item></channel></rss>";
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "next_url": "/feed/3",
        "items": [{"url": "/three/", "title": "Three"}, {"url": "/two/", "title": "Two"}]}"#;
    let last = atom(Some("/feed/3"), &[("/one/", "One", "")]);
    let pages = ["/five/", "/four/", "/three/", "/two/", "/one/", "/zero/"];
    let mut documents: Vec<_> = pages
        .into_iter()
        .map(|page| Document::page(page, "", FEED))
        .collect();
    documents.push(feed("/feed", "application/rss+xml", rss));
    documents.push(feed("/feed/2", "application/feed+json", json));
    documents.push(feed("/feed/3", "application/atom+xml", &last));
    let blog = Blog::publish(&widgets.url, documents).await?;
    let reader = Browser::start().await?;
    for (page, previous, next, asked) in [
        ("/five/", Some(("/four/", "Four")), None, 1),
        (
            "/four/",
            Some(("/three/", "Three")),
            Some(("/five/", "Five")),
            2,
        ),
        (
            "/two/",
            Some(("/one/", "One")),
            Some(("/three/", "Three")),
            3,
        ),
        ("/one/", None, Some(("/two/", "Two")), 3),
    ] {
        reader.open(&format!("{}{page}", blog.url)).await?;
        expect(&reader, previous, next).await.context(page)?;
        let feeds = "performance.getEntriesByType('resource')
            .filter(({name}) => name.includes('/feed')).length";
        let feeds = reader.run(&format!("return {feeds};")).await?;
        ensure!(feeds == asked, "{page} asked for {feeds} documents");
    }
    reader.open(&format!("{}/zero/", blog.url)).await?;
    reader
        .until("find('article-nav').matches(':state(empty)')")
        .await?;
    ensure!(warnings(&reader).await?.len() == 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn neighbours_go_by_publication_whatever_was_edited_since() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let time = |day: u32| format!("<updated>2026-03-{day:02}T09:00:00Z</updated>");
    let newest_first = atom(
        None,
        &[
            (
                "/c/",
                "Why I use &lt;a&gt; and not &lt;button&gt;",
                &time(3),
            ),
            ("/b/", "B", &time(30)),
            ("/a/", "A", &time(1)),
        ],
    );
    let newest_first = newest_first.replacen("<title>Why", "<title type='html'>Why", 1);
    let oldest_first = atom(
        None,
        &[
            ("/a/", "A", &time(1)),
            ("/b/", "B", &time(2)),
            ("/c/", "C", &time(3)),
        ],
    );
    let reader = Browser::start().await?;
    for (text, title) in [
        (newest_first, "Why I use <a> and not <button>"),
        (oldest_first, "C"),
    ] {
        let documents = vec![
            Document::page("/b/", "", FEED),
            feed("/feed", "application/atom+xml", &text),
        ];
        let blog = Blog::publish(&widgets.url, documents).await?;
        reader.open(&format!("{}/b/", blog.url)).await?;
        let (a, c) = (("/a/", "A"), ("/c/", title));
        expect(&reader, Some(a), Some(c)).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_canonical_url_is_the_one_that_its_address_names() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let page = "<!doctype html><html lang=en><title>Blog</title><link rel=icon href=data:,>
        <script type=module src=http://widgets.example/article-widgets.js></script>
        <article-nav feed=/feed></article-nav>";
    let documents = vec![
        Document::new("/", "text/html", page),
        feed(
            "/feed",
            "text/xml",
            include_str!("../../documents/prefixed.atom"),
        ),
    ];
    let blog = Blog::publish(&widgets.url, documents).await?;
    let reader = Browser::start().await?;
    let title = ".map((link) => [link.search, link.querySelector('.title').textContent])";
    let links = "[...find('article-nav').shadowRoot.querySelectorAll('a')]";
    for (address, shown) in [
        (
            "?utm_medium=mail&p=2#top",
            r#"[["?p=1","One"],["?p=3","Three"]]"#,
        ),
        (
            "?p=3",
            r#"[["?p=2&utm_source=feed","Two"],["","The front page"]]"#,
        ),
        ("?p=1", r#"[["?p=2&utm_source=feed","Two"]]"#),
    ] {
        reader.open(&format!("{}/{address}", blog.url)).await?;
        reader
            .until(&format!("JSON.stringify({links}{title}) === '{shown}'"))
            .await?;
    }
    // Another parameter is another article, and not the front page.
    reader.open(&format!("{}/?p=99", blog.url)).await?;
    reader
        .until("find('article-nav').matches(':state(empty)')")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_found_in_a_feed_in_whatever_spelling() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let slug = "%e0%a4%ac".repeat(2);
    let entry = |url: &str, title| format!("<item><link>{url}</link><title>{title}</title></item>");
    let entries = [
        entry("https://blog.example/third/", "Three"),
        entry(
            &format!("http://www.blog.example/{slug}/index.html?utm_source=feed"),
            "Two",
        ),
        entry("https://blog.example/first/", "One"),
    ];
    let rss = format!(
        "<rss version='2.0'><channel>{}</channel></rss>",
        entries.concat()
    );
    let links = "[...find('article-nav').shadowRoot.querySelectorAll('a .title')]";
    let reader = Browser::start().await?;
    for canonical in [
        "https://blog.example/बब",
        "https://blog.example/%E0%A4%AC%E0%A4%AC/",
        "http://www.blog.example/बब/?fbclid=1",
    ] {
        let page = format!(
            "<!doctype html><title>Two</title><link rel=icon href=data:,>
            <link rel=canonical href='{canonical}'>
            <script type=module src=http://widgets.example/article-widgets.js></script>
            <article-nav feed=/feed></article-nav>"
        );
        let documents = vec![
            Document::new("/", "text/html; charset=utf-8", &page),
            feed("/feed", "text/xml", &rss),
        ];
        let blog = Blog::publish(&widgets.url, documents).await?;
        reader.open(&blog.url).await?;
        reader
            .until(&format!(
                "{links}.map((title) => title.textContent).join() === 'One,Three'"
            ))
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_tells_dates_pictures_and_languages() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let documents = vec![
        Document::page("/the-clock/", "", FEED),
        feed(
            "/feed",
            "application/feed+json",
            include_str!("../../documents/json-feed.json"),
        ),
    ];
    let blog = Blog::publish(&widgets.url, documents).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/the-clock/", blog.url)).await?;
    reader.until_shown(NAVIGATION, "March 21, 2026").await?;
    reader
        .until(
            "(() => {
                const [previous, next] = find('article-nav').shadowRoot.querySelectorAll('a');
                const picture = next.querySelector('img');
                // It is nowhere to be had, and leaves no hole.
                return new URL(picture.src).pathname === '/minutes.png'
                    && picture.complete && picture.offsetHeight === 0
                    && !previous.querySelector('img')
                    && next.querySelector('bdi').lang === 'en-GB';
            })()",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_is_of_no_use_hides_the_element_and_is_told_once() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let reader = Browser::start().await?;
    let elsewhere = vec![feed(
        "/feed",
        "application/rss+xml",
        include_str!("../../documents/wordpress.rss"),
    )];
    let elsewhere = Blog::publish(&widgets.url, elsewhere).await?;
    let far = format!("<article-nav feed={}/feed></article-nav>", elsewhere.url);
    let long = [
        "<rss version='2.0'><channel>",
        &"<!-- long -->".repeat(800_000),
        "</channel></rss>",
    ]
    .concat();
    let html = "<!doctype html><title>Welcome</title><p>A network of a hotel<br>says hello";
    for (element, text, told) in [
        (FEED, long.as_str(), "longer than 2 MB"),
        (FEED, html, "neither RSS nor Atom nor a JSON Feed"),
        (
            FEED,
            "{\"items\": []}",
            "neither RSS nor Atom nor a JSON Feed",
        ),
        (FEED, "", "neither RSS nor Atom nor a JSON Feed"),
        (
            FEED,
            include_str!("../../documents/hugo.rss"),
            "does not have the article of this page",
        ),
        (&far, "", "no answer of use: unreachable"),
        (
            "<article-nav feed=/nothing></article-nav>",
            "",
            "no answer of use: refused",
        ),
        (
            "<article-nav feed=javascript:alert(1)></article-nav>",
            "",
            "not a value of this attribute",
        ),
        (
            "<article-nav backend=wordpress></article-nav>",
            "",
            "does not have the article of this page",
        ),
    ] {
        let page = "/the-clock-that-ran-slow-on-sundays/";
        let documents = vec![
            Document::page(page, "", element),
            feed("/feed", "application/xml", text),
        ];
        let blog = Blog::publish(&widgets.url, documents).await?;
        reader.open(&format!("{}{page}", blog.url)).await?;
        reader
            .until("find('article-nav').matches(':state(empty)')")
            .await
            .with_context(|| told.to_owned())?;
        let shown = reader
            .run("return getComputedStyle(find('article-nav')).display;")
            .await?;
        ensure!(shown == "none", "{told}: {shown}");
        let warnings = warnings(&reader).await?;
        ensure!(
            warnings.len() == 1 && warnings[0].contains(told),
            "{told}: {warnings:#?}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_head_names_the_neighbours_of_an_empty_element() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let head = "<link rel=prev href=/first/ title='The first'><link rel=next href=../third/>
        <link rel=prev href=/not-this/>";
    let inside = "<article-nav feed=/feed><a rel=next href=/inside/>
        <img src=/inside.png alt=''> <time datetime=2026-03-14>14 March</time> Inside</a></article-nav>";
    let documents = vec![
        Document::page("/second/", head, FEED),
        Document::page("/other/", head, inside),
    ];
    let blog = Blog::publish(&widgets.url, documents).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/second/", blog.url)).await?;
    expect(
        &reader,
        Some(("/first/", "The first")),
        Some(("/third/", "")),
    )
    .await?;
    // What comes first answers: no other source is asked.
    reader.open(&format!("{}/other/", blog.url)).await?;
    expect(&reader, None, Some(("/inside/", "Inside"))).await?;
    reader.until_shown(NAVIGATION, "14 March").await?;
    reader
        .until("find('article-nav').shadowRoot.querySelector('img').src.endsWith('/inside.png')")
        .await?;
    reader
        .until(
            "performance.getEntriesByType('resource').every(({name}) => !name.endsWith('/feed'))",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn wordpress_names_the_neighbours() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let reader = Browser::start().await?;
    let page = "/the-clock-that-ran-slow-on-sundays/";
    let json = "application/json; charset=UTF-8";
    for (post, posts, query) in [
        ("/wp-json/wp/v2/posts/6", "/wp-json/wp/v2/posts", ""),
        // Plain permalinks.
        ("/index.php", "/index.php", "rest_route=/wp/v2/posts"),
    ] {
        let link = if query.is_empty() {
            post.to_owned()
        } else {
            format!("{post}?{query}/6")
        };
        let head = format!("<link rel=alternate type=application/json href='{link}'>");
        let answer = |query, text| Document {
            query,
            ..Document::new(posts, json, text)
        };
        let documents = vec![
            Document::page(page, &head, "<article-nav backend=wordpress></article-nav>"),
            answer(
                "before=2026-03-14T09%3A00%3A00&exclude=6",
                include_str!("../../documents/wordpress-before.json"),
            ),
            answer(
                "after=2026-03-14T09%3A00%3A00&exclude=6",
                include_str!("../../documents/wordpress-after.json"),
            ),
            Document::new(
                post,
                json,
                include_str!("../../documents/wordpress-post.json"),
            ),
        ];
        let blog = Blog::publish(&widgets.url, documents).await?;
        reader.open(&format!("{}{page}", blog.url)).await?;
        expect(
            &reader,
            Some(("/brass-steel-a-quiet-pair/", BRASS)),
            Some(("/why-3-4-minutes-matter/", "Why 3 < 4 minutes matter")),
        )
        .await?;
        reader
            .until("find('article-nav').shadowRoot.querySelector('img').src.endsWith('/brass.png')")
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_page_site_routes_by_itself_and_is_followed() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let page = "<!doctype html><html lang=en><title>Blog</title><link rel=icon href=data:,>
        <script type=module src=http://widgets.example/article-widgets.js></script>
        <article-nav feed=/feed></article-nav>
        <script>
            addEventListener('article-nav:navigate', (event) => {
                event.preventDefault();
                history.pushState(null, '', event.detail.href);
            });
        </script>";
    let documents = vec![
        Document::new("/posts/p3/", "text/html", page),
        feed(
            "/feed",
            "application/xml",
            include_str!("../../documents/hugo.rss"),
        ),
    ];
    let blog = Blog::publish(&widgets.url, documents).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/posts/p3/", blog.url)).await?;
    reader.run("window.same = true;").await?;
    reader.click(NAVIGATION, "a.next").await?;
    let third = Some(("/posts/p3/", "The clock that ran slow on Sundays"));
    expect(
        &reader,
        third,
        Some(("/posts/p5/", "Cadran solaire : l’été")),
    )
    .await?;
    reader.run("history.back();").await?;
    expect(
        &reader,
        Some(("/posts/p2/", BRASS)),
        Some(("/posts/p4/", "Why 3 < 4 minutes matter")),
    )
    .await?;
    reader.until("window.same").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_goes_to_the_next_article_and_back() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/en/", server.url)).await?;
    reader.find(NAVIGATION, "a.next").await?.focus().await?;
    reader.press("\u{e007}").await?;
    reader.until("location.pathname === '/en/sundial/'").await?;
    reader.find(NAVIGATION, "a.previous").await?.focus().await?;
    reader.press("\u{e007}").await?;
    reader.until("location.pathname === '/en/'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn arrow_keys_lead_to_the_neighbours_where_a_blog_wants_it() -> Result<()> {
    let (left, right) = ("\u{e012}", "\u{e014}");
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/en/", server.url)).await?;
    reader.find(NAVIGATION, "a.next").await?;
    reader
        .run("addEventListener('article-nav:navigate', () => window.went = true);")
        .await?;
    reader.press(right).await?;
    reader.run("find('article-nav').shortcuts = true;").await?;
    // Keys that a field, a rating or the browser uses lead nowhere.
    let body = reader.find("article-comments", "#body").await?;
    body.focus().await?;
    reader.press(&format!("a{left}{right}")).await?;
    reader
        .find("article-rating", "input")
        .await?
        .focus()
        .await?;
    reader.press(right).await?;
    reader
        .run(
            "const host = document.createElement('closed-field');
            const field = document.createElement('input');
            host.attachShadow({mode: 'closed'}).append(field);
            document.body.append(host);
            field.focus();",
        )
        .await?;
    reader.press(right).await?;
    reader
        .run(
            "const dialog = document.createElement('dialog');
            dialog.append(document.createElement('button'));
            document.body.append(dialog);
            dialog.showModal();",
        )
        .await?;
    reader.press(right).await?;
    reader.run("find('dialog').close();").await?;
    reader.until("!window.went").await?;

    reader.run("document.activeElement.blur();").await?;
    reader.press(right).await?;
    reader.until("location.pathname === '/en/sundial/'").await?;
    reader.find(NAVIGATION, "a.previous").await?;
    reader
        .run("document.documentElement.dir = 'rtl'; find('article-nav').shortcuts = true;")
        .await?;
    // For a moment after the turn Chromium says that the page scrolls sideways.
    reader
        .until("document.documentElement.scrollWidth === document.documentElement.clientWidth")
        .await?;
    reader.press(right).await?;
    reader.until("location.pathname === '/en/'").await
}

/// Uses that a page has for arrow keys itself, as scripts that make an `element`, which is removed
/// afterwards.
const OTHER_USES: [(&str, &str); 16] = [
    (
        "a lightbox",
        "element.setAttribute('role', 'dialog');
        element.setAttribute('aria-modal', 'true');",
    ),
    (
        "a lightbox that says nothing of itself",
        "element.style = 'position: fixed; inset: 0; background: black;';",
    ),
    (
        "a lightbox in a shadow root",
        "const box = document.createElement('div');
        box.style = 'position: fixed; inset: 0; background: black;';
        element.attachShadow({mode: 'open'}).append(box);",
    ),
    (
        "a dialog",
        "element = document.createElement('dialog');
        document.body.append(element); element.showModal();",
    ),
    (
        "a popover",
        "element.popover = 'auto'; element.showPopover();",
    ),
    (
        "a dialog with the focus",
        "element.setAttribute('role', 'dialog');
        element.append(document.createElement('button')); element.lastChild.focus();",
    ),
    (
        "a slider",
        "element.setAttribute('role', 'slider'); element.tabIndex = 0; element.focus();",
    ),
    (
        "a tab",
        "element.innerHTML = '<div role=tablist><button role=tab>Tab</button></div>';
        element.querySelector('button').focus();",
    ),
    (
        "a toolbar",
        "element.innerHTML = '<div role=toolbar><button>B</button></div>';
        element.querySelector('button').focus();",
    ),
    (
        "a tree grid",
        "element.innerHTML = '<div role=treegrid><a href=/x/>x</a></div>';
        element.querySelector('a').focus();",
    ),
    (
        "a map of its own making",
        "element.tabIndex = 0; element.focus();",
    ),
    (
        "a canvas",
        "element = document.createElement('canvas'); document.body.append(element);
        element.tabIndex = -1; element.focus();",
    ),
    (
        "a player in a shadow root",
        "const video = document.createElement('video'); video.controls = true;
        video.tabIndex = 0; element.attachShadow({mode: 'open'}).append(video); video.focus();",
    ),
    (
        "code that was clicked on",
        "element.innerHTML = '<pre style=\"inline-size: 90px; overflow: auto\">' + 'x'.repeat(99);
        getSelection().collapse(element.firstChild.firstChild, 2);",
    ),
    (
        "a text that is edited",
        "element.contentEditable = 'plaintext-only'; element.focus();",
    ),
    (
        "a listener of the page that came later",
        "window.taken = new AbortController();
        addEventListener('keydown', (event) => event.preventDefault(), {signal: taken.signal});
        element.remove = () => { taken.abort(); Element.prototype.remove.call(element); };",
    ),
];

/// Things on a page that need no arrow keys.
const NO_USES: [(&str, &str); 5] = [
    (
        "a lightbox that is hidden",
        "element.setAttribute('aria-modal', 'true'); element.hidden = true;",
    ),
    (
        "one that is transparent",
        "element.setAttribute('aria-modal', 'true'); element.style.opacity = 0;",
    ),
    (
        "a picture behind the page",
        "element.style = 'position: fixed; inset: 0; z-index: -1; background: silver;';",
    ),
    (
        "a button",
        "element.innerHTML = '<button>B</button>'; element.firstChild.focus();",
    ),
    (
        "a word of advice",
        "element.popover = 'manual'; element.showPopover();
        element.style = 'inset: 0 auto auto 0';",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn arrow_keys_stay_where_the_page_needs_them() -> Result<()> {
    let right = "\u{e014}";
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let blog = two_articles(&widgets, "shortcuts loading=eager").await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/1/", blog.url)).await?;
    reader.find(NAVIGATION, "a.next").await?;
    reader
        .run(
            "window.went = 0;
            addEventListener('article-nav:navigate', (event) => {
                event.preventDefault();
                went += 1;
            });",
        )
        .await?;
    let make = "let element = document.createElement('div');
        element.textContent = 'x';
        document.body.append(element);";
    for (use_, script) in OTHER_USES {
        let script = format!("{make} {script} window.made = element;");
        reader.run(&script).await?;
        reader.press(right).await?;
        reader
            .run("made.remove(); getSelection().removeAllRanges(); document.activeElement.blur();")
            .await?;
        // This one leads on, and comes after the one that did not.
        reader.press(right).await?;
        reader.until("went > 0").await?;
        let went = reader
            .run("const times = went; went = 0; return times;")
            .await?;
        ensure!(went == 1, "{use_}: {went} times");
    }
    for (rest, script) in NO_USES {
        reader
            .run(&format!("{make} {script} window.made = element;"))
            .await?;
        reader.press(right).await?;
        let led = reader.until("went === 1").await;
        ensure!(led.is_ok(), "{rest} keeps the key: {led:?}");
        reader.run("made.remove(); went = 0;").await?;
    }
    Ok(())
}

/// A blog of two articles whose policy says nothing.
async fn two_articles(widgets: &Server, attributes: &str) -> Result<Blog> {
    let navigation = |rest: &str| format!("<article-nav {attributes}>{rest}</article-nav>");
    let documents = vec![
        Document::page("/1/", "", &navigation("<a rel=next href=/2/>Two</a>")),
        Document::page("/2/", "", &navigation("<a rel=prev href=/1/>One</a>")),
    ];
    Blog::publish(&widgets.url, documents).await
}

const PREFETCHED: &str = "!!document.head.querySelector('link[rel=prefetch][href$=\"/2/\"]')";
const PRERENDERED: &str = "!!document.head.querySelector('script[type=speculationrules]')";

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_drawn_before_the_click_that_asks_for_it() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let blog = two_articles(&widgets, "").await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/1/", blog.url)).await?;
    reader.point_at(NAVIGATION, "a.next").await?;
    reader.until(PRERENDERED).await?;
    reader.click(NAVIGATION, "a.next").await?;
    reader.until("location.pathname === '/2/'").await?;
    reader.find(NAVIGATION, "a.previous").await?;
    assert_eq!(reader.console().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_fetched_where_it_may_not_be_drawn() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let reader = Browser::start().await?;
    let blog = two_articles(&widgets, "prefetch=document").await?;
    reader.open(&format!("{}/1/", blog.url)).await?;
    reader.find(NAVIGATION, "a.next").await?.focus().await?;
    reader.until(PREFETCHED).await?;
    reader.until(&format!("!{PRERENDERED}")).await?;

    // The preview's policy lets no rules in, and is not troubled by a try.
    reader.open(&format!("{}/en/", widgets.url)).await?;
    for (link, path) in [("a.next", "sundial"), ("a.previous", "workshop-notebook")] {
        reader.point_at(NAVIGATION, link).await?;
        reader
            .until(&format!(
                "!!document.head.querySelector('link[rel=prefetch][href$=\"/en/{path}/\"]')"
            ))
            .await?;
    }
    // The page is asked for its policy once.
    reader
        .until(
            "performance.getEntriesByType('resource')
                .filter(({name}) => name === location.href).length === 1",
        )
        .await?;
    reader.until(&format!("!{PRERENDERED}")).await?;
    assert_eq!(reader.console().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_fetched_for_who_saves_data_or_does_not_want_it() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let reader = Browser::start().await?;
    for (attributes, script) in [
        ("prefetch=none", ""),
        (
            "",
            "Object.defineProperty(navigator, 'connection', {value: {saveData: true}});",
        ),
    ] {
        let blog = two_articles(&widgets, attributes).await?;
        reader.open(&format!("{}/1/", blog.url)).await?;
        reader.run(script).await?;
        reader.find(NAVIGATION, "a.next").await?.focus().await?;
        // Longer than interest takes.
        reader.run("window.begun = performance.now();").await?;
        reader.until("performance.now() - begun > 400").await?;
        reader
            .until(&format!("!{PREFETCHED} && !{PRERENDERED}"))
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_flow_into_each_other_where_a_blog_wants_it() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/en/", server.url)).await?;
    reader
        .run("addEventListener('pageswap', (event) => sessionStorage.flows = !!event.viewTransition);")
        .await?;
    reader.click(NAVIGATION, "a.next").await?;
    reader.until("location.pathname === '/en/sundial/'").await?;
    reader.until("sessionStorage.flows === 'true'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_look_of_the_navigation_is_a_barrier_or_overflows() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/en/", server.url)).await?;
    let long = "Donaudampfschifffahrtsgesellschaftskapitänsmütze ".repeat(9);
    for (name, link) in [
        ("title", format!("<a rel=next href=/en/sundial/>{long}</a>")),
        (
            "picture",
            "<a rel=prev href=/en/sundial/><img src=/clock.svg alt=''><time datetime=2026-03-01>1
             March</time> A sundial</a><a rel=next href=/en/workshop-notebook/>Keeping a
             notebook</a>"
                .to_owned(),
        ),
        ("untitled", "<a rel=next href=/en/sundial/></a>".to_owned()),
    ] {
        reader.find(NAVIGATION, "nav").await?;
        let link = json!(link);
        reader
            .run(&format!(
                "const inert = new DOMParser().parseFromString(
                    trustedTypes.createPolicy('test', {{createHTML: String}}).createHTML({link}),
                    'text/html');
                find('article-nav').replaceChildren(...inert.body.childNodes);"
            ))
            .await?;
        reader
            .until(&format!(
                "find('article-nav').shadowRoot.querySelectorAll('a').length
                === find('article-nav').querySelectorAll('a').length
                && !!find('article-nav').shadowRoot.querySelector('img') === {}",
                name == "picture"
            ))
            .await?;
        for (look, dark, forced) in [
            ("light", false, false),
            ("dark", true, false),
            ("forced-colours", true, true),
        ] {
            reader.set_colours(dark, forced).await?;
            let barriers = reader.barriers().await?;
            ensure!(barriers.is_empty(), "{name}, {look}: {barriers:#?}");
            let picture = picture(&format!("navigation-{name}-{look}"))?;
            reader.picture_of(NAVIGATION, &picture).await?;
        }
        reader
            .until(
                "[document.documentElement,
                    ...find('article-nav').shadowRoot.querySelectorAll('a')].every(
                    (part) => part.scrollWidth <= part.clientWidth)",
            )
            .await?;
    }
    Ok(())
}
