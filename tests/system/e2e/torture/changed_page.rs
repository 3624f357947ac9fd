//! A page that is changed around and inside the elements while they run.

use anyhow::{Result, ensure};

use crate::effort::{figure, scaled, seed};
use crate::support::{Blog, Browser, Document, Server};

/// A script that watches the page: errors, and whether its own scripts still do what they did.
const WATCHED: &str = r"<script>
    window.errors = [];
    addEventListener('error', (event) => errors.push(event.message));
    addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));
    const own = {clicks: 0, ticks: 0};
    window.own = own;
    const watch = () => {
        document.getElementById('own')?.addEventListener('click', () => own.clicks += 1);
    };
    document.addEventListener('DOMContentLoaded', watch);
    const tick = () => { own.ticks += 1; requestAnimationFrame(tick); };
    tick();
    own.natives = [Element.prototype.append, Array.prototype.map, fetch, customElements.define];
</script>";

const BODY: &str = r#"<button id=own>The page's own</button>
    <div id=one><article-rating loading=eager></article-rating></div>
    <div id=two><article-nav loading=eager><a rel=next href=/third/>The article after</a></article-nav></div>
    <div id=three><article-comments loading=eager></article-comments></div>"#;

/// Changes the page so many times; each change is drawn from the seed.
const CHANGE: &str = r"
    let state = SEED;
    const random = (below) => {
        state = (state + 0x6D2B79F5) | 0;
        let drawn = Math.imul(state ^ (state >>> 15), 1 | state);
        drawn = (drawn + Math.imul(drawn ^ (drawn >>> 7), 61 | drawn)) ^ drawn;
        return ((drawn ^ (drawn >>> 14)) >>> 0) % below;
    };
    const of = (list) => list[random(list.length)];
    const frame = () => new Promise(requestAnimationFrame);
    const elements = () => [...document.querySelectorAll('article-rating, article-nav, article-comments')];
    const places = () => ['one', 'two', 'three'].map((id) => document.getElementById(id));
    const removed = [];
    const changes = {
        move: () => of(places()).append(of(elements())),
        moveBefore: () => { const place = of(places()); place.insertBefore(of(elements()), place.firstChild); },
        clone: () => { const clone = of(elements()).cloneNode(true); of(places()).append(clone); removed.push(clone); },
        empty: () => of(elements()).replaceChildren(),
        fill: () => { of(elements()).innerHTML = '<p>Something <b>else</b></p>text'; },
        remove: () => { const element = of(elements()); removed.push(element); element.remove(); },
        add: () => { if (removed.length) of(places()).append(removed.pop()); },
        again: () => { const place = of(places()); place.innerHTML = place.innerHTML; },
        wrap: () => { const element = of(elements()); const wrap = document.createElement('section');
            element.replaceWith(wrap); wrap.append(element); },
        away: () => { const element = of(elements()); const other = document.implementation.createHTMLDocument();
            other.adoptNode(element); of(places()).append(element); },
        frame: () => { const element = of(elements()); const inner = document.createElement('iframe');
            document.body.append(inner); inner.contentDocument.body.append(element);
            of(places()).append(element); inner.remove(); },
        shadow: () => { const host = document.createElement('div');
            host.attachShadow({mode: 'open'}).append(of(elements()));
            document.body.append(host); of(places()).append(host.shadowRoot.firstChild); host.remove(); },
        hide: () => { const element = of(elements()); element.hidden = !element.hidden; },
        language: () => document.documentElement.lang = of(['en', 'fr', 'xx']),
        attributes: () => of(elements()).setAttribute(of(['lang', 'max', 'readonly', 'show', 'depth', 'class', 'loading', 'dir']),
            of(['', 'fr', '3', 'form', 'x', 'eager'])),
        noAttributes: () => { const element = of(elements());
            for (const {name} of [...element.attributes]) if (name !== 'loading') element.removeAttribute(name); },
        inside: () => { const root = of(elements()).shadowRoot; root.append(document.createElement('ins')); },
        translated: () => { const root = of(elements()).shadowRoot;
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            const texts = []; while (walker.nextNode()) texts.push(walker.currentNode);
            if (!texts.length) return;
            const text = of(texts); const font = document.createElement('font');
            text.replaceWith(font); font.append(text.data); },
        events: () => { const element = of(elements());
            for (const type of ['click', 'input', 'change', 'keydown', 'pointerdown', 'submit', 'focus'])
                element.dispatchEvent(new Event(type, {bubbles: true, composed: true})); },
        route: () => history.pushState(null, '', '/second/?' + random(100)),
        style: () => { document.body.style.display = 'none'; document.body.offsetTop; document.body.style.display = ''; },
        stop: () => dispatchEvent(new Event('offline')),
        resume: () => dispatchEvent(new Event('online')),
        storage: () => { localStorage.setItem('page', random(10)); dispatchEvent(new StorageEvent('storage', {key: 'page'})); },
    };
    window.done = [];
    (async () => {
        for (let number = 0; number < COUNT; number += 1) {
            const name = of(Object.keys(changes));
            window.done.push(name);
            try { if (elements().length) changes[name](); else changes.add(); }
            catch (error) { errors.push(`${name}: ${error}`); }
            if (random(3)) await frame();
        }
        // The page comes to rest, with one of each.
        for (const element of [...elements(), ...removed]) element.remove();
        await frame();
        const make = (name, place, inner) => { const element = document.createElement(name);
            element.setAttribute('loading', 'eager'); element.innerHTML = inner;
            document.getElementById(place).append(element); };
        history.replaceState(null, '', '/');
        make('article-rating', 'one', '');
        make('article-nav', 'two', '<a rel=next href=/third/>The article after</a>');
        make('article-comments', 'three', '');
        document.documentElement.lang = 'en';
        document.getElementById('own').click();
        window.isChanged = true;
    })();
";

fn change(seed: u64, count: u32) -> String {
    CHANGE
        .replace("SEED", &(seed as u32).to_string())
        .replace("COUNT", &count.to_string())
}

/// Asserts that nothing was thrown, and that the page's own scripts go on.
async fn check_page(reader: &Browser, clicks: u32) -> Result<()> {
    let errors = reader.run("return errors;").await?;
    ensure!(errors == serde_json::json!([]), "{errors}");
    let before = reader.run("return own.ticks;").await?;
    reader.until(&format!("own.ticks > {before}")).await?;
    reader.until(&format!("own.clicks === {clicks}")).await?;
    reader
        .until(
            "own.natives[0] === Element.prototype.append && own.natives[1] === Array.prototype.map
                && own.natives[2] === fetch && own.natives[3] === customElements.define",
        )
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_page_does_nothing_is_thrown_and_no_word_is_lost() -> Result<()> {
    let (seed, count) = (seed(), scaled(40, 100));
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, &format!("{WATCHED}{BODY}")).await?;
    for round in 0..scaled(1, 5) {
        let reader = Browser::start().await?;
        reader.open(&blog.url).await?;
        reader
            .type_into("article-comments", "#body", "Half a thought")
            .await?;
        reader.until_shown("article-rating", "No votes yet").await?;
        reader.run(&change(seed.wrapping_add(round), count)).await?;
        reader.until("window.isChanged").await?;
        let done = reader.run("return done.join(' ');").await?;
        println!("{done}");
        reader.until_typed("body", "Half a thought").await?;
        reader.find("article-nav", "a.next").await?;
        reader
            .find("article-rating", "label:nth-of-type(4)")
            .await?;
        check_page(&reader, 1).await?;
        let console = reader.console().await?;
        let wrong = console.iter().find(|line| !line.contains("<article-"));
        ensure!(wrong.is_none(), "{console:#?}");
    }
    figure(
        "changes of a page around and inside the elements",
        count * scaled(1, 5),
    );
    figure("errors thrown, and words lost, by them", 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_writes_itself_anew_gets_its_widgets_back() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let written = format!("<script>document.write(`{BODY}`)</script>");
    let blog = Blog::start(&server.url, &format!("{WATCHED}{written}")).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .type_into("article-comments", "#body", "Half a thought")
        .await?;
    reader
        .run(
            "const page = document.body.innerHTML;
            document.open(); document.write(page); document.close();",
        )
        .await?;
    reader.until_typed("body", "Half a thought").await?;
    reader.vote(4).await?;
    reader
        .until_shown("article-rating", "4/5 - (1 vote)")
        .await?;
    let errors = reader.run("return errors;").await?;
    ensure!(errors == serde_json::json!([]), "{errors}");
    Ok(())
}

const FROZEN: &str = "<script>
    for (const type of [Object, Array, Function, Promise, Map, Set, String, Number, Error, Symbol,
        Element, HTMLElement, Node, Event, EventTarget, Document, ShadowRoot, Response, URL, Storage]) {
        Object.freeze(type.prototype);
        Object.freeze(type);
    }
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn frozen_prototypes_are_no_obstacle() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, &format!("{FROZEN}{WATCHED}{BODY}")).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.vote(4).await?;
    reader
        .until_shown("article-rating", "4/5 - (1 vote)")
        .await?;
    reader.comment("Hello", "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await?;
    reader.find("article-nav", "a.next").await?;
    reader.run("find('#own').click();").await?;
    check_page(&reader, 1).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_is_left_to_the_page() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let taken = "<script>
        customElements.define('article-rating', class extends HTMLElement {
            connectedCallback() { this.textContent = 'The page has its own rating.'; }
        });
    </script>";
    let blog = Blog::start(&server.url, &format!("{taken}{WATCHED}{BODY}")).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.comment("Hello", "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await?;
    reader
        .until("find('article-rating').textContent === 'The page has its own rating.'")
        .await?;
    reader.run("find('#own').click();").await?;
    check_page(&reader, 1).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_of_different_versions_are_one() -> Result<()> {
    let (one, other) = (
        Server::start(&["--allow-origin", "*"]).await?,
        Server::start(&["--allow-origin", "*"]).await?,
    );
    // An earlier version, which knew fewer attributes and one element less.
    let loader = reqwest::get(format!("{}/article-widgets.js", other.url)).await?;
    let earlier = loader.text().await?.replace("shortcuts", "shortCuts");
    let head = format!("{WATCHED}<script type=module src=/earlier.js></script>");
    let script = Document::new(
        "/earlier.js",
        "text/javascript",
        &earlier
            .replace("./bundle-", &format!("{}/bundle-", other.url))
            .replace(
                "import.meta.url",
                &format!("'{}/article-widgets.js'", other.url),
            ),
    );
    for first in [true, false] {
        let (before, after) = if first {
            (head.as_str(), "")
        } else {
            ("", head.as_str())
        };
        let page = Document::page("/", before, &format!("{after}{BODY}"));
        let blog = Blog::publish(&one.url, vec![page, script.clone()]).await?;
        let reader = Browser::start().await?;
        reader.open(&format!("{}/", blog.url)).await?;
        reader.vote(4).await?;
        reader
            .until_shown("article-rating", "4/5 - (1 vote)")
            .await?;
        reader.comment("Hello", "Ada").await?;
        reader.until_shown("article-comments", "1 comment").await?;
        reader.find("article-nav", "a.next").await?;
        reader.run("find('#own').click();").await?;
        check_page(&reader, 1).await?;
    }
    Ok(())
}
