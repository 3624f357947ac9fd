use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

use super::database::Database;
use super::{free_port, program, ready};

/// A WordPress with a post, on which sixty comments are, in a database of its own.
pub(crate) struct WordPress {
    pub(crate) url: String,
    site: PathBuf,
    variables: Variables,
    _php: Child,
    _database: Database,
    _folder: TempDir,
}

/// The variables that `wp-config.php` reads of the environment.
type Variables = Vec<(&'static str, String)>;

/// The installation from which each test has its own.
struct Template {
    site: PathBuf,
    data: PathBuf,
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

impl WordPress {
    /// Starts one whose plugin does this, and whose theme shows `body` on each page.
    pub(crate) async fn start(plugin: &str, body: &str) -> Result<Self> {
        Self::start_as(plugin, body, false).await
    }

    /// Starts one that is a network, of which the blog with the post is the first site,
    /// and others have paths below it.
    #[allow(dead_code, reason = "the tests of the plugin need it")]
    pub(crate) async fn start_network(plugin: &str) -> Result<Self> {
        Self::start_as(plugin, "", true).await
    }

    async fn start_as(plugin: &str, body: &str, is_network: bool) -> Result<Self> {
        let template = TEMPLATE.get_or_try_init(Template::make).await?;
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        copy(&template.data, &data).await?;
        let plugins = folder.path().join("plugins");
        std::fs::create_dir(&plugins)?;
        std::fs::write(plugins.join("plugin.php"), format!("<?php {plugin}"))?;

        let database = Database::start(&data, folder.path()).await?;
        let address = format!("127.0.0.1:{}", free_port()?);
        let url = format!("http://{address}");
        let mut variables = variables(&url, &database, &plugins, body);
        if is_network {
            let network = include_str!("../wordpress/network.php").trim_start_matches("<?php");
            run(&template.site, &variables, network).await?;
            variables.push(("BLOG_NETWORK", "1".to_owned()));
        }
        let mut php = Command::new(program("ARTICLE_WIDGETS_PHP")?)
            .args(["-S", &address, "-t"])
            .arg(&template.site)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = php.stderr.take().context("PHP's output")?;
        ready(output, "started").await.context("starting PHP")?;
        Ok(Self {
            url,
            site: template.site.clone(),
            variables,
            _php: php,
            _database: database,
            _folder: folder,
        })
    }

    /// The post's page.
    pub(crate) fn post(&self) -> String {
        format!("{}/first/", self.url)
    }

    /// Runs PHP in it, as its owner might by a plugin.
    pub(crate) async fn run(&self, code: &str) -> Result<String> {
        self.run_at("/", code).await
    }

    /// Runs PHP in the site of a network that has this path.
    pub(crate) async fn run_at(&self, path: &str, code: &str) -> Result<String> {
        let code = format!(
            "$_SERVER['REQUEST_URI'] = '{path}';\nrequire BLOG_SITE . '/wp-load.php';\n{code}"
        );
        run(&self.site, &self.variables, &code).await
    }

    /// The texts, as they were written, and the states of the comments that came after
    /// the sixty.
    pub(crate) async fn new_comments(&self) -> Result<Vec<(String, String)>> {
        let code = "global $wpdb; echo json_encode($wpdb->get_results(
            \"SELECT comment_content, comment_approved FROM $wpdb->comments
            WHERE comment_ID > 60 ORDER BY comment_ID\", ARRAY_N));";
        let told: Value = serde_json::from_str(&self.run(code).await?)?;
        Ok(serde_json::from_value(told)?)
    }
}

impl Template {
    async fn make() -> Result<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wordpress");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let template = Self {
            site: folder.join("site"),
            data: folder.join("data"),
        };
        copy(&program("ARTICLE_WIDGETS_WORDPRESS")?, &template.site).await?;
        template.write("wp-config.php", include_str!("../wordpress/wp-config.php"))?;
        let theme = "wp-content/themes/journal";
        std::fs::create_dir_all(template.site.join(theme))?;
        template.write(&format!("{theme}/style.css"), "/* Theme Name: Journal */")?;
        let index = include_str!("../wordpress/theme.php");
        template.write(&format!("{theme}/index.php"), index)?;

        Database::make(&template.data).await?;
        let runtime = tempfile::tempdir()?;
        let database = Database::start(&template.data, runtime.path()).await?;
        let variables = variables("http://blog.example", &database, runtime.path(), "");
        let install = include_str!("../wordpress/install.php").trim_start_matches("<?php");
        run(&template.site, &variables, install).await?;
        database.ended().await?;
        Ok(template)
    }

    fn write(&self, path: &str, text: &str) -> Result<()> {
        Ok(std::fs::write(self.site.join(path), text)?)
    }
}

fn variables(url: &str, database: &Database, plugins: &Path, body: &str) -> Variables {
    vec![
        ("BLOG_URL", url.to_owned()),
        ("BLOG_DATABASE", database.socket.display().to_string()),
        ("BLOG_PLUGINS", plugins.display().to_string()),
        ("BLOG_BODY", body.to_owned()),
    ]
}

async fn run(site: &Path, variables: &[(&str, String)], code: &str) -> Result<String> {
    let code = format!(
        "define('BLOG_SITE', '{}');\n{PRELUDE}\n{code}",
        site.display()
    );
    let output = Command::new(program("ARTICLE_WIDGETS_PHP")?)
        .args(["-d", "display_errors=stderr", "-r", &code])
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .output()
        .await?;
    ensure!(
        output.status.success(),
        "PHP: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// The code before code that is run without a request.
const PRELUDE: &str = "
    $_SERVER += ['REMOTE_ADDR' => '127.0.0.1', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/'];
    $_SERVER['HTTP_HOST'] = explode('//', getenv('BLOG_URL'))[1];";

/// Copies a folder, with what its links name.
async fn copy(from: &Path, to: &Path) -> Result<()> {
    let status = Command::new("cp")
        .args(["--recursive", "--dereference"])
        .args([from, to])
        .status()
        .await?;
    ensure!(status.success(), "cp {} failed", from.display());
    Ok(())
}
