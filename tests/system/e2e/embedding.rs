//! Blogs on other origins, and pages that move their elements about.

use anyhow::{Result, ensure};

use crate::support::{Blog, Browser, Server, below};

const THREE: &str = r#"<article-rating></article-rating>
    <article-nav><a rel="next" href="/third/">The article after</a></article-nav>
    <article-comments></article-comments>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_origin_embeds_all_three_widgets() -> Result<()> {
    let (listener, origin) = Blog::reserve().await?;
    let server = Server::start(&["--allow-origin", &origin]).await?;
    let blog = Blog::serve(listener, &server.url, THREE).await?;
    let reader = Browser::start().await?;

    reader
        .open(&format!("{}/second/?utm_source=feed#top", blog.url))
        .await?;
    reader.vote(5).await?;
    reader
        .until_shown("article-rating", "5/5 - (1 vote)")
        .await?;
    reader.comment("Hello from afar", "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await?;

    // Tracking parameters are not part of the key.
    reader.open(&format!("{}/second/", blog.url)).await?;
    reader
        .until_shown("article-rating", "5/5 - (1 vote)")
        .await?;
    reader.click("article-nav", "a.next").await?;
    reader.until("location.pathname === '/third/'").await?;
    reader.until_shown("article-rating", "No votes yet").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_not_listed_keeps_its_own_content() -> Result<()> {
    let server = Server::start(&["--allow-origin", "https://blog.example"]).await?;
    let blog = Blog::start(&server.url, THREE).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .until_shown("article-nav", "The article after")
        .await?;
    let is_refused = reader
        .console()
        .await?
        .iter()
        .any(|line| line.contains("CORS") && line.contains("article-widgets.js"));
    ensure!(is_refused, "the loader was not refused");
    reader.until("!find('article-rating').shadowRoot").await
}

#[tokio::test(flavor = "multi_thread")]
async fn below_a_path_of_the_blog_the_server_is_found_beside_the_script() -> Result<()> {
    let server = Server::start(&[]).await?;
    let blog = below("/widgets", &server.url, THREE).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.vote(5).await?;
    reader
        .until_shown("article-rating", "5/5 - (1 vote)")
        .await?;
    reader.comment("Hello from below", "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await?;
    reader.open(&blog.url).await?;
    reader
        .until_shown("article-rating", "5/5 - (1 vote)")
        .await?;
    reader
        .until_shown("article-comments", "Hello from below")
        .await?;
    let elsewhere = "return performance.getEntriesByType('resource')
        .map(({name}) => new URL(name).pathname)
        .filter((path) => !path.startsWith('/widgets/'));";
    assert_eq!(reader.run(elsewhere).await?, serde_json::json!([]));
    assert_eq!(reader.console().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_element_keeps_what_was_typed() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let body = format!("{THREE}<div id=other></div>");
    let blog = Blog::start(&server.url, &body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .type_into("article-comments", "#body", "Half a thought")
        .await?;
    reader
        .run(
            "for (let time = 0; time < 20; time += 1) {
                find('#other').append(find('article-comments'));
                document.body.append(find('article-comments'));
            }
            find('#other').append(find('article-comments'));",
        )
        .await?;
    reader
        .type_into("article-comments", "#body", ", and the rest")
        .await?;
    reader
        .until(
            "find('#other article-comments').shadowRoot.getElementById('body').value
                === 'Half a thought, and the rest'",
        )
        .await?;
    assert_eq!(reader.console().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_element_leaves_nothing_and_comes_back_working() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, THREE).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    reader.find("article-nav", "a.next").await?;
    reader
        .run(
            "window.removed = ['article-rating', 'article-nav', 'article-comments'].map(find);
            for (const element of removed) element.remove();",
        )
        .await?;
    reader
        .until(
            "removed.every((element) => element.shadowRoot.childNodes.length === 1
                && element.shadowRoot.firstChild.localName === 'slot')",
        )
        .await?;
    reader
        .run(
            "for (let time = 0; time < 10; time += 1) {
                for (const element of removed) { document.body.append(element); element.remove(); }
            }
            document.body.append(...removed);
            window.changes = 0;
            addEventListener('article-rating:change', () => changes += 1);",
        )
        .await?;
    reader.vote(2).await?;
    reader
        .until_shown("article-rating", "2/5 - (1 vote)")
        .await?;
    reader.until("changes === 1").await?;
    reader.find("article-nav", "a.next").await?;
    reader.find("article-comments", "form").await?;
    assert_eq!(reader.console().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn elements_that_come_and_go_leave_no_nodes_and_no_listeners() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, THREE).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    let come_and_go = "(async () => {
            window.rounds = 0;
            const all = ['article-rating', 'article-nav', 'article-comments'];
            for (let round = 0; round < 30; round += 1) {
                const elements = all.map((name) => {
                    const element = document.createElement(name);
                    element.innerHTML = '<a rel=next href=/third/>The third</a>';
                    element.loading = 'eager';
                    return element;
                });
                const ready = elements.map((element) => new Promise((resolve) =>
                    element.addEventListener(element.localName + ':ready', resolve, {once: true})));
                document.body.append(...elements);
                await Promise.all(ready);
                for (const element of elements) element.remove();
                rounds += 1;
            }
        })();";
    let mut counts = Vec::new();
    for _ in 0..2 {
        reader.run(come_and_go).await?;
        reader.until("window.rounds === 30").await?;
        counts.push(reader.node_and_listener_counts().await?);
    }
    let ((nodes, listeners), (later_nodes, later_listeners)) = (counts[0], counts[1]);
    // The page itself may differ by a few; one a round would be 90.
    ensure!(
        later_nodes < nodes + 15,
        "{nodes} nodes became {later_nodes}"
    );
    ensure!(
        later_listeners < listeners + 15,
        "{listeners} listeners became {later_listeners}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn attributes_and_properties_change_the_widgets_at_once() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, THREE).await?;
    let reader = Browser::start().await?;
    let stars = "find('article-rating').shadowRoot.querySelectorAll('input').length";
    reader.open(&blog.url).await?;
    reader.vote(4).await?;
    reader
        .until_shown("article-rating", "4/5 - (1 vote)")
        .await?;

    reader.run("find('article-rating').max = 10;").await?;
    reader
        .until_shown("article-rating", "8/10 - (1 vote)")
        .await?;
    reader.until(&format!("{stars} === 10")).await?;
    reader
        .run("find('article-rating').removeAttribute('max');")
        .await?;
    reader.until(&format!("{stars} === 5")).await?;
    reader.run("find('article-rating').lang = 'fr';").await?;
    reader
        .until_shown("article-rating", "Notez cet article")
        .await?;
    reader
        .run("find('article-rating').article = 'another';")
        .await?;
    reader.until_shown("article-rating", "Aucun vote").await?;
    reader
        .run("find('article-rating').readonly = true;")
        .await?;
    reader.until(&format!("{stars} === 0")).await?;

    reader
        .type_into("article-comments", "#body", "Typed in English")
        .await?;
    reader
        .run("find('article-comments').setAttribute('lang', 'fr');")
        .await?;
    reader
        .until_shown("article-comments", "Laisser un commentaire")
        .await?;
    reader.until("find('article-comments').shadowRoot.getElementById('body').value === 'Typed in English'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_property_set_before_the_script_came_counts() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let body = "<article-rating></article-rating>
        <script>document.querySelector('article-rating').max = 3</script>";
    let blog = Blog::start(&server.url, body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .until("find('article-rating').shadowRoot.querySelectorAll('input').length === 3")
        .await?;
    reader
        .until("find('article-rating').getAttribute('max') === '3'")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn several_of_each_live_on_one_page() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let of = |article: &str| {
        format!(
            "<div id={article}><article-rating article={article}></article-rating>
             <article-comments article={article}></article-comments></div>"
        )
    };
    let blog = Blog::start(&server.url, &[of("one"), of("two")].concat()).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .click("#one article-rating", "label:nth-of-type(1)")
        .await?;
    reader
        .click("#two article-rating", "label:nth-of-type(5)")
        .await?;
    reader
        .until_shown("#one article-rating", "1/5 - (1 vote)")
        .await?;
    reader
        .until_shown("#two article-rating", "5/5 - (1 vote)")
        .await?;
    reader.find("#one article-comments", "form").await?;
    reader
        .until(
            "(() => {
                const [one, two] = document.querySelectorAll('article-comments');
                const sheets = one.shadowRoot.adoptedStyleSheets;
                return sheets.length > 0
                    && sheets.every((sheet, index) => sheet === two.shadowRoot.adoptedStyleSheets[index]);
            })()",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_can_route_by_itself() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, THREE).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .run(
            "addEventListener('article-nav:navigate', (event) => {
                event.preventDefault();
                window.followed = event.detail;
            });",
        )
        .await?;
    reader.click("article-nav", "a.next").await?;
    reader
        .until(&format!(
            "followed.direction === 'next' && followed.title === 'The article after'
                && followed.href === '{}/third/' && location.pathname === '/'",
            blog.url
        ))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_whose_sandbox_allows_no_forms_sends_as_well() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let widgets = "<article-comments article=framed loading=eager></article-comments>";
    let inner = Blog::start(&server.url, widgets).await?;
    let body = format!(
        "<iframe sandbox='allow-scripts allow-same-origin' src={}
            style='inline-size: 100%; block-size: 1500px'></iframe>",
        inner.url
    );
    let blog = Blog::start(&server.url, &body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.enter_frame().await?;
    reader.comment("By a click", "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await?;
    reader
        .type_into("article-comments", "#body", "By Enter")
        .await?;
    reader
        .type_into("article-comments", "#name", "Ada\u{e007}")
        .await?;
    reader.until_shown("article-comments", "2 comments").await
}
