use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::common::capabilities::chrome::ChromeCapabilities;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The time that a condition may take before the test has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// The settings of a reader's browser.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) dark: bool,
    pub(crate) forced_colours: bool,
    pub(crate) scripts: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            width: 1000,
            height: 800,
            dark: false,
            forced_colours: false,
            scripts: true,
        }
    }
}

/// A browser with a new profile.
pub(crate) struct Browser {
    driver: WebDriver,
    // Chromium ends with its driver, and the profile goes last.
    _chromedriver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser with the usual settings.
    pub(crate) async fn start() -> Result<Self> {
        Self::with(Settings::default()).await
    }

    /// Starts a browser.
    pub(crate) async fn with(settings: Settings) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let (chromedriver, url) = start_chromedriver().await?;
        let capabilities = capabilities(settings, profile.path())?;
        let driver = WebDriver::new(&url, capabilities).await?;
        driver.set_script_timeout(PATIENCE).await?;
        emulate(&driver, settings).await?;
        Ok(Self {
            driver,
            _chromedriver: chromedriver,
            _profile: profile,
        })
    }

    /// Opens a page and waits until it has loaded.
    pub(crate) async fn open(&self, url: &str) -> Result<()> {
        Ok(self.driver.goto(url).await?)
    }

    /// Clicks on a link of the page itself.
    pub(crate) async fn follow(&self, link: &str) -> Result<()> {
        let link = self.driver.find(By::Css(link)).await?;
        link.scroll_into_view().await?;
        Ok(link.click().await?)
    }

    /// The height of an element, in CSS pixels, also where scripts are off.
    pub(crate) async fn height_of(&self, element: &str) -> Result<f64> {
        let element = self.driver.find(By::Css(element)).await?;
        Ok(element.rect().await?.height)
    }

    /// The URL of the page that is shown.
    pub(crate) async fn address(&self) -> Result<String> {
        Ok(self.driver.current_url().await?.into())
    }

    /// Loads the page again.
    pub(crate) async fn reload(&self) -> Result<()> {
        Ok(self.driver.refresh().await?)
    }

    /// The value that a function body in JavaScript returns.
    pub(crate) async fn run(&self, script: &str) -> Result<Value> {
        let script = format!("{HELPERS}\n{script}");
        Ok(self.driver.execute(script, []).await?.json().clone())
    }

    /// Waits until a JavaScript expression is true.
    pub(crate) async fn until(&self, expression: &str) -> Result<()> {
        let script = format!(
            "{HELPERS}
            const done = arguments[arguments.length - 1];
            const look = () => {{
                let found = false;
                try {{ found = {expression}; }} catch {{}}
                if (found) done(true); else requestAnimationFrame(look);
            }};
            look();"
        );
        let Err(error) = self.driver.execute_async(script, []).await else {
            return Ok(());
        };
        // What was asked of a page that was about to go got lost with it.
        if self.run(&format!("return Boolean({expression});")).await? == json!(true) {
            return Ok(());
        }
        bail!(
            "never true: {expression}\n{error}\n{} shows:\n{}",
            self.address().await?,
            self.run("return shown(document.body);").await?
        )
    }

    /// The value of a promise of the page; null if it takes longer than `patience`.
    #[allow(dead_code, reason = "the measurements need it")]
    pub(crate) async fn wait_for(&self, promise: &str, patience: Duration) -> Result<Value> {
        let limit = patience.as_millis();
        let script = format!(
            "const done = arguments[arguments.length - 1];
            setTimeout(() => done(null), {limit});
            ({promise}).then(done, (error) => done(String(error)));"
        );
        // The page can be busy when the time is over.
        self.driver.set_script_timeout(2 * patience).await?;
        let answer = self.driver.execute_async(script, []).await;
        self.driver.set_script_timeout(PATIENCE).await?;
        Ok(answer?.json().clone())
    }

    /// Gives the browser a command of its own protocol.
    pub(crate) async fn command(&self, name: &str, parameters: Value) -> Result<Value> {
        Ok(self.driver.cdp().send_raw(name, parameters).await?)
    }

    /// Waits until a widget shows a text.
    pub(crate) async fn until_shown(&self, element: &str, text: &str) -> Result<()> {
        let text = json!(text);
        self.until(&format!("shown(find('{element}')).includes({text})"))
            .await
    }

    /// Waits until a widget has drawn what `inner` selects, and scrolls to it.
    pub(crate) async fn find(&self, element: &str, inner: &str) -> Result<WebElement> {
        self.run(&format!(
            "find('{element}').scrollIntoView({{block: 'center'}});"
        ))
        .await?;
        self.until(&format!(
            "find('{element}').shadowRoot.querySelector('{inner}')"
        ))
        .await?;
        let host = self.driver.find(By::Css(element)).await?;
        let found = host.get_shadow_root().await?.find(By::Css(inner)).await?;
        found.scroll_into_view().await?;
        Ok(found)
    }

    /// Clicks on what `inner` selects in a widget.
    pub(crate) async fn click(&self, element: &str, inner: &str) -> Result<()> {
        Ok(self.find(element, inner).await?.click().await?)
    }

    /// Types into what `inner` selects in a widget.
    pub(crate) async fn type_into(&self, element: &str, inner: &str, text: &str) -> Result<()> {
        Ok(self.find(element, inner).await?.send_keys(text).await?)
    }

    /// Fills the comment's field as a paste does, with what an expression says.
    pub(crate) async fn paste(&self, text: &str) -> Result<()> {
        self.run(&format!(
            "const body = find('article-comments').shadowRoot.getElementById('body');
            body.value = {text};
            body.dispatchEvent(new InputEvent('input', {{bubbles: true, composed: true}}));"
        ))
        .await?;
        Ok(())
    }

    /// Runs a script in each page that comes from now on, before the page's own.
    pub(crate) async fn before_each_page(&self, script: &str) -> Result<()> {
        let command = "Page.addScriptToEvaluateOnNewDocument";
        self.command(command, json!({"source": script})).await?;
        Ok(())
    }

    /// Clicks on a star.
    pub(crate) async fn vote(&self, stars: u8) -> Result<()> {
        let star = format!("label:nth-of-type({stars})");
        self.click("article-rating", &star).await
    }

    /// Clicks on a star, and waits until the server has kept the vote: the page
    /// shows it before.
    pub(crate) async fn vote_and_wait(&self, stars: u8) -> Result<()> {
        self.run(
            "window.isKept = false;
            addEventListener('article-rating:change', () => window.isKept = true, {once: true});",
        )
        .await?;
        self.vote(stars).await?;
        self.until("isKept").await
    }

    /// Waits until a field of the comments has a text.
    pub(crate) async fn until_typed(&self, field: &str, text: &str) -> Result<()> {
        let text = json!(text);
        self.until(&format!(
            "find('article-comments').shadowRoot.getElementById('{field}').value === {text}"
        ))
        .await
    }

    /// Waits until `inner` selects something in the comments.
    pub(crate) async fn until_there(&self, inner: &str) -> Result<()> {
        self.until(&format!(
            "find('article-comments').shadowRoot.querySelector(`{inner}`)"
        ))
        .await
    }

    /// Waits until `inner` selects nothing in the comments, which are drawn.
    pub(crate) async fn until_gone(&self, inner: &str) -> Result<()> {
        self.until(&format!(
            "find('article-comments').shadowRoot.querySelector('.comments')
                && !find('article-comments').shadowRoot.querySelector(`{inner}`)"
        ))
        .await
    }

    /// Waits until what has the focus in the comments is what `inner` selects.
    pub(crate) async fn until_focused(&self, inner: &str) -> Result<()> {
        self.until(&format!(
            "find('article-comments').shadowRoot.activeElement?.matches(`{inner}`)"
        ))
        .await
    }

    /// Writes a comment, and sends it.
    pub(crate) async fn comment(&self, body: &str, name: &str) -> Result<()> {
        self.type_into("article-comments", "#body", body).await?;
        self.type_into("article-comments", "#name", name).await?;
        self.click("article-comments", "[type=submit]").await
    }

    /// Takes the network away, or gives it back.
    pub(crate) async fn set_online(&self, is_online: bool) -> Result<()> {
        self.command("Network.enable", json!({})).await?;
        let conditions = json!({
            "offline": !is_online,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        });
        self.command("Network.emulateNetworkConditions", conditions)
            .await?;
        self.until(&format!("navigator.onLine === {is_online}"))
            .await
    }

    /// Opens a page in another tab of the same profile, which is in front from now
    /// on; answers the tab that was.
    pub(crate) async fn open_tab(&self, url: &str) -> Result<WindowHandle> {
        let former = self.driver.window().await?;
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.open(url).await?;
        Ok(former)
    }

    /// Crashes the tab's process, and opens a page in another tab.
    pub(crate) async fn crash_in_favour_of(&self, url: &str) -> Result<()> {
        let crashing = self.driver.window().await?;
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(crashing).await?;
        let crash = self.driver.goto("chrome://crash").await;
        let told = crash.err().map(|error| error.to_string());
        ensure!(
            told.as_deref().is_some_and(|told| told.contains("crash")),
            "the tab did not crash: {told:?}"
        );
        self.driver.switch_to_window(tab).await?;
        self.open(url).await
    }

    /// Turns to the page in the first frame.
    pub(crate) async fn enter_frame(&self) -> Result<()> {
        Ok(self.driver.enter_frame(0).await?)
    }

    /// Brings a tab to the front.
    pub(crate) async fn go_to(&self, tab: WindowHandle) -> Result<()> {
        Ok(self.driver.switch_to_window(tab).await?)
    }

    /// Clicks twice on what `inner` selects in a widget, as fast as it gets.
    pub(crate) async fn double_click(&self, element: &str, inner: &str) -> Result<()> {
        let found = self.find(element, inner).await?;
        let actions = self.driver.action_chain();
        Ok(actions.double_click_element(&found).perform().await?)
    }

    /// Points at what `inner` selects in a widget.
    pub(crate) async fn point_at(&self, element: &str, inner: &str) -> Result<()> {
        let found = self.find(element, inner).await?;
        let actions = self.driver.action_chain();
        Ok(actions.move_to_element_center(&found).perform().await?)
    }

    /// Presses keys on what has the focus.
    pub(crate) async fn press(&self, keys: &str) -> Result<()> {
        let actions = self.driver.action_chain();
        Ok(actions.send_keys(keys).perform().await?)
    }

    /// Goes on by the tabulator until the focus in the comments is on what `inner`
    /// selects.
    pub(crate) async fn tab_to(&self, inner: &str) -> Result<()> {
        for _ in 0..40 {
            let is_there = self
                .run(&format!(
                    "return !!find('article-comments').shadowRoot.activeElement?.matches(`{inner}`);"
                ))
                .await?;
            if is_there == true {
                return Ok(());
            }
            self.press(TAB).await?;
        }
        bail!("the tabulator never comes to {inner}")
    }

    /// Shows the page in other colours.
    pub(crate) async fn set_colours(&self, dark: bool, forced: bool) -> Result<()> {
        emulate_colours(&self.driver, dark, forced).await
    }

    /// The faults that axe-core finds in the whole page: rules that are broken, and where.
    pub(crate) async fn barriers(&self) -> Result<Vec<String>> {
        if self.run("return typeof axe;").await? == "undefined" {
            let axe = std::fs::read_to_string(super::path("ARTICLE_WIDGETS_AXE")?)?;
            self.run(&format!("{axe}\nwindow.axe = axe;")).await?;
        }
        let found = self
            .driver
            .execute_async(
                "const done = arguments[arguments.length - 1];
                axe.run(document).then(
                    ({violations}) => done(violations.flatMap(({id, nodes}) =>
                        nodes.map(({target, failureSummary}) =>
                            `${id} at ${target}: ${failureSummary}`))),
                    (error) => done([String(error)]));",
                [],
            )
            .await?;
        Ok(serde_json::from_value(found.json().clone())?)
    }

    /// The layout shifts of the page so far, each with what moved.
    pub(crate) async fn layout_shifts(&self) -> Result<Vec<String>> {
        let found = self
            .driver
            .execute_async(
                "const done = arguments[arguments.length - 1];
                new PerformanceObserver((list) => done(list.getEntries()
                    .filter((entry) => entry.entryType === 'layout-shift' && !entry.hadRecentInput)
                    .map((entry) => `${entry.value}: ` + entry.sources.map(
                        ({node}) => node?.nodeName + '.' + node?.className).join(', '))
                )).observe({type: 'layout-shift', buffered: true});
                // With no entry there is no call: two frames are time enough for one.
                requestAnimationFrame(() => requestAnimationFrame(() =>
                    setTimeout(() => done([]))));",
                [],
            )
            .await?;
        Ok(serde_json::from_value(found.json().clone())?)
    }

    /// The lines of the console since the last call, of warnings and errors,
    /// without the backslashes by which the driver quotes them.
    pub(crate) async fn console(&self) -> Result<Vec<String>> {
        let log = self.driver.browser_log().await?;
        let unquoted = |line: String| line.replace("\\u003C", "<").replace('\\', "");
        Ok(log
            .into_iter()
            .map(|entry| unquoted(entry.message))
            .collect())
    }

    /// The number of nodes and of listeners that the page keeps once its garbage is collected.
    pub(crate) async fn node_and_listener_counts(&self) -> Result<(u64, u64)> {
        self.command("HeapProfiler.collectGarbage", json!({}))
            .await?;
        let counts = self.command("Memory.getDOMCounters", json!({})).await?;
        let count = |name: &str| counts[name].as_u64().context("a count");
        Ok((count("nodes")?, count("jsEventListeners")?))
    }

    /// Writes a picture of a part of the page.
    pub(crate) async fn picture_of(&self, part: &str, path: &Path) -> Result<()> {
        let part = self.driver.find(By::Css(part)).await?;
        Ok(part.screenshot(path).await?)
    }

    /// Writes a picture of the whole page, on a screen as high as the page is.
    pub(crate) async fn picture(&self, path: &Path) -> Result<()> {
        let size = "return [innerWidth, document.documentElement.offsetHeight];";
        let size = self.run(size).await?;
        screen(&self.driver, &size[0], &size[1]).await?;
        Ok(self.driver.screenshot(path).await?)
    }
}

const TAB: &str = "\u{e004}";

/// From now on the page's requests that write wait for `window.go()`.
pub(crate) const HOLD_WRITES: &str = "
    const real = window.fetch;
    const free = new Promise((resolve) => window.go = resolve);
    window.fetch = async (url, options) => {
        if (options?.method === 'PUT') await free;
        return real(url, options);
    };";

async fn emulate(driver: &WebDriver, settings: Settings) -> Result<()> {
    screen(driver, &json!(settings.width), &json!(settings.height)).await?;
    emulate_colours(driver, settings.dark, settings.forced_colours).await
}

async fn emulate_colours(driver: &WebDriver, dark: bool, forced: bool) -> Result<()> {
    let scheme = if dark { "dark" } else { "light" };
    let forced = if forced { "active" } else { "none" };
    let features = json!([
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "forced-colors", "value": forced},
    ]);
    let media = json!({"features": features});
    driver
        .cdp()
        .send_raw("Emulation.setEmulatedMedia", media)
        .await?;
    Ok(())
}

/// Chromium opens no window as narrow as a telephone, so the screen is emulated.
async fn screen(driver: &WebDriver, width: &Value, height: &Value) -> Result<()> {
    let metrics =
        json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    let command = "Emulation.setDeviceMetricsOverride";
    driver.cdp().send_raw(command, metrics).await?;
    Ok(())
}

/// Helpers of tests in the page: `find` an element, and what a node has `shown`, shadow roots
/// included.
const HELPERS: &str = r"
    const find = (selector) => document.querySelector(selector);
    const shown = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.data;
        if (node instanceof HTMLSlotElement && node.assignedNodes().length) {
            return node.assignedNodes().map(shown).join('');
        }
        const inner = node.shadowRoot ?? node;
        return [...inner.childNodes].map(shown).join('');
    };
";

/// The number of times that ChromeDriver is started: it takes a free port of IPv4, and ends if
/// another program has the same one of IPv6.
const STARTS: u32 = 5;

async fn start_chromedriver() -> Result<(Child, String)> {
    let mut said = Vec::new();
    for _ in 0..STARTS {
        let mut child = Command::new(super::path("CHROMEDRIVER")?)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting ChromeDriver")?;
        let output = child.stdout.take().context("ChromeDriver's output")?;
        let mut lines = BufReader::new(output).lines();
        said.clear();
        while let Some(line) = lines.next_line().await? {
            if let Some((_, port)) = line.split_once("successfully on port ") {
                let url = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
                // Its further output is read, so that it never waits for a reader.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok((child, url));
            }
            said.push(line);
        }
    }
    bail!("ChromeDriver did not start: {said:#?}")
}

fn capabilities(settings: Settings, profile: &Path) -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&super::path("CHROMIUM")?.to_string_lossy())?;
    let arguments = [
        "--headless=new".to_owned(),
        // A container's root has no sandbox to give.
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--no-first-run".to_owned(),
        format!("--user-data-dir={}", profile.display()),
    ];
    for argument in arguments {
        capabilities.add_arg(&argument)?;
    }
    if !settings.scripts {
        let preferences = json!({"profile.managed_default_content_settings.javascript": 2});
        capabilities.add_experimental_option("prefs", preferences)?;
    }
    capabilities.set("goog:loggingPrefs", json!({"browser": "WARNING"}))?;
    Ok(capabilities)
}
