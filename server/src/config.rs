//! The options of the command line and of the environment.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use article_widgets_model::Required;
use clap::builder::{NonEmptyStringValueParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, ValueEnum};

use crate::origin::AllowedOrigin;
use crate::prefix::article_prefix;

use crate::listen::ListenAddress;

/// The widget server of article-widgets: keeps votes and comments in one SQLite
/// file, and serves the bundle that shows them.
///
/// Prints `listening on http://ADDRESS:PORT` on standard output when it is ready (or
/// `listening on unix:PATH`), and its log on standard error (RUST_LOG sets how much, `info` by default).
/// SIGTERM or Ctrl-C stops it once the requests under way are answered.
#[derive(Clone, Debug, Parser)]
#[command(name = "article-widgets-server", version)]
pub struct Config {
    /// The address and port to listen on; port 0 takes any free one. With a name, such as
    /// `localhost:8080`, each of its addresses; with `unix:PATH`, a Unix socket.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: ListenAddress,

    /// The file that keeps votes and comments; made at the first start.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_DATABASE",
        value_name = "sqlite:PATH",
        default_value = "sqlite:widgets.db"
    )]
    pub database: DatabaseFile,

    /// The folder of the built bundle, with article-widgets.js in it.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_ASSETS",
        value_name = "FOLDER",
        default_value = "dist"
    )]
    pub assets: PathBuf,

    /// An origin whose pages may use the server, such as `https://blog.example`;
    /// `https://*.blog.example` allows all that is below the domain, `*` alone any.
    /// Without it, only pages of the server's own origin may.
    /// May be given several times; in the environment, separated by spaces.
    #[arg(
        long = "allow-origin",
        env = "ARTICLE_WIDGETS_ALLOW_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ' '
    )]
    pub allowed_origins: Vec<AllowedOrigin>,

    /// How the keys of the blog's articles begin, such as `https://blog.example/` for
    /// all pages of a host. Without it, any article key is taken.
    /// May be given several times; in the environment, separated by spaces.
    #[arg(
        long = "article-prefix",
        env = "ARTICLE_WIDGETS_ARTICLE_PREFIX",
        value_name = "PREFIX",
        value_delimiter = ' ',
        value_parser = NonEmptyStringValueParser::new().try_map(|text| article_prefix(&text))
    )]
    pub article_prefixes: Vec<String>,

    /// How many votes an hour one address may give on one article; 0 sets no limit.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_VOTES_PER_ARTICLE",
        value_name = "NUMBER",
        default_value_t = 30
    )]
    pub votes_per_article: u32,

    /// How many votes an hour one address may give on all articles together; 0 sets
    /// no limit.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_VOTES_PER_ADDRESS",
        value_name = "NUMBER",
        default_value_t = 300
    )]
    pub votes_per_address: u32,

    /// How many comments an hour one address may write, changes and withdrawals
    /// included, with 16 KiB of text for each on average; 0 sets no limit. A network may
    /// share one address: 60 let a class of thirty write and change a comment each.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_COMMENTS_PER_ADDRESS",
        value_name = "NUMBER",
        default_value_t = 60
    )]
    pub comments_per_address: u32,

    /// The fields that a comment must have beside its text: of `name`, `email` and
    /// `website`, with commas between them; or `none`.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_REQUIRE",
        value_name = "FIELDS",
        default_value = "name"
    )]
    pub require: RequiredFields,

    /// Whether pictures in comments are shown; else they are links to them.
    #[arg(long, env = "ARTICLE_WIDGETS_ALLOW_IMAGES")]
    pub allow_images: bool,

    /// For how many minutes an author may change or withdraw a comment.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_EDIT_MINUTES",
        value_name = "NUMBER",
        default_value_t = 15
    )]
    pub edit_minutes: u32,

    /// Whose comments wait until they are published by the blog's owner: those of
    /// nobody, of authors who have none published yet, or of everyone.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_HOLD",
        value_name = "WHOSE",
        value_enum,
        default_value_t = Held::None
    )]
    pub hold: Held,

    /// From how many links on a comment waits for the blog's owner, its pictures and the
    /// website among them; 0 sets no number.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_HOLD_LINKS",
        value_name = "NUMBER",
        default_value_t = 0
    )]
    pub hold_links: u32,

    /// A word, or several one after the other, with which a comment waits for the blog's
    /// owner: in its text as it is shown, its name, its website, or an address in it; in
    /// any case. May be given several times; in the environment, separated by commas.
    #[arg(
        long = "hold-word",
        env = "ARTICLE_WIDGETS_HOLD_WORDS",
        value_name = "WORD",
        value_delimiter = ','
    )]
    pub hold_words: Vec<String>,

    /// In how many seconds nobody writes a comment: one that was written faster waits
    /// for the blog's owner; 0 sets no time. People rarely take less than 3.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_MINIMUM_SECONDS",
        value_name = "NUMBER",
        default_value_t = 0
    )]
    pub minimum_seconds: u32,

    /// Asks the browser for some work before it takes a comment, which costs a reader
    /// a moment and a spammer a machine (ALTCHA).
    #[arg(long, env = "ARTICLE_WIDGETS_PROOF_OF_WORK")]
    pub proof_of_work: bool,

    /// The token, of 16 characters or more, with which the blog's owner holds, publishes
    /// and deletes comments. `openssl rand -hex 32` makes one that nobody guesses. Better
    /// given in the environment, where other users of the machine do not see it.
    #[arg(
        long,
        env = "ARTICLE_WIDGETS_ADMIN_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    pub admin_token: Option<Token>,

    /// The server stands behind a proxy that writes the client's address at the end
    /// of X-Forwarded-For. Without such a proxy, clients could write any.
    #[arg(long, env = "ARTICLE_WIDGETS_TRUST_PROXY")]
    pub trust_proxy: bool,
}

impl Config {
    /// Reads the program's arguments and environment. Ends the program for
    /// `--help` and `--version`, and with exit code 2 for options that are wrong.
    pub fn from_command_line() -> Self {
        let config = Self::parse();
        if config.allowed_origins.len() > 1 && config.allowed_origins.contains(&AllowedOrigin::Any)
        {
            Self::command()
                .error(
                    ErrorKind::ArgumentConflict,
                    "--allow-origin * allows any origin, so no other can stand beside it",
                )
                .exit();
        }
        config
    }
}

/// Whose comments wait for the blog's owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Held {
    /// Nobody's.
    None,
    /// Those of authors who have none published yet.
    First,
    /// Everyone's.
    All,
}

/// A token that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    const MINIMUM: usize = 16;

    /// The token itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

impl FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.len() < Self::MINIMUM || !is_plain {
            return Err(format!(
                "a token has {} characters or more, and no spaces among them",
                Self::MINIMUM
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

/// The fields that an option of the form `name,email` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequiredFields(Required);

impl RequiredFields {
    /// As the model has them.
    pub fn fields(self) -> Required {
        self.0
    }
}

impl FromStr for RequiredFields {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut required = Required {
            name: false,
            email: false,
            website: false,
        };
        for field in text.split(',').map(str::trim) {
            match field {
                "name" => required.name = true,
                "email" => required.email = true,
                "website" => required.website = true,
                "none" if text == "none" => {}
                other => return Err(format!("{other:?} is none of name, email and website")),
            }
        }
        Ok(Self(required))
    }
}

/// The SQLite file that an option of the form `sqlite:PATH` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseFile(PathBuf);

impl DatabaseFile {
    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl FromStr for DatabaseFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path = text
            .strip_prefix("sqlite://")
            .or_else(|| text.strip_prefix("sqlite:"))
            .ok_or("write it as sqlite:PATH")?;
        match path {
            "" => Err("the path of the file is missing".to_owned()),
            ":memory:" => Err("the database must be a file, so that it outlives a restart".into()),
            path => Ok(Self(path.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_database_is_the_path_after_its_scheme() {
        for (text, path) in [
            ("sqlite:widgets.db", "widgets.db"),
            ("sqlite://widgets.db", "widgets.db"),
            ("sqlite:///var/lib/widgets.db", "/var/lib/widgets.db"),
            ("sqlite:/var/lib/widgets.db", "/var/lib/widgets.db"),
        ] {
            assert_eq!(text.parse(), Ok(DatabaseFile(path.into())), "{text}");
        }
        for text in ["", "sqlite:", "sqlite::memory:", "postgres://localhost/"] {
            assert!(text.parse::<DatabaseFile>().is_err(), "{text}");
        }
    }

    #[test]
    fn required_fields_are_listed() {
        let fields = |text: &str| text.parse::<RequiredFields>().map(RequiredFields::fields);
        assert_eq!(fields("name"), Ok(Required::default()));
        let all = Required {
            name: true,
            email: true,
            website: true,
        };
        assert_eq!(fields("website, name,email"), Ok(all));
        let none = fields("none").expect("a list");
        assert!(!none.name && !none.email && !none.website);
        for text in ["", "names", "name,none", "body"] {
            assert!(fields(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_token_is_long_and_shows_itself_to_nobody() {
        let token: Token = "sixteen-letters!".parse().expect("a token");
        assert_eq!(format!("{token:?}"), "Token");
        for text in ["", "fifteen-letters", "seventeen letters"] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
    }

    /// Texts that are like options, and others.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "(sqlite:/{0,3}|)[ -~]{0,12}",
            "(http|https|ftp)://(\\*\\.)?[a-z@.:0-9\\[\\]/-]{0,16}",
            "https?://[a-z]{1,8}(\\.[a-z]{2,3})?(:[1-9][0-9]{0,3})?",
            "((name|email|website|none|body)[ ,]{0,2}){0,5}",
            "[!-~]{0,40}",
        ]
    }

    proptest! {
        #[test]
        fn an_option_that_is_accepted_reads_back_the_same(text in texts()) {
            if let Ok(file) = text.parse::<DatabaseFile>() {
                let again = format!("sqlite://{}", file.path().display()).parse();
                prop_assert_eq!(again, Ok(file.clone()));
                prop_assert!(text.ends_with(&file.path().display().to_string()));
            }
            match text.parse::<AllowedOrigin>() {
                Ok(origin) => prop_assert_eq!(&text, &origin.to_string()),
                Err(reason) => prop_assert!(!reason.is_empty()),
            }
            if let Ok(token) = text.parse::<Token>() {
                prop_assert_eq!(token.as_str(), &text);
            }
            if let Ok(required) = text.parse::<RequiredFields>() {
                let Required { name, email, website } = required.fields();
                for (is_required, field) in [(name, "name"), (email, "email"), (website, "website")] {
                    prop_assert_eq!(is_required, text.contains(field));
                }
            }
        }

        #[test]
        fn made_up_arguments_are_refused_or_taken(
            option in prop::sample::select(vec![
                "--listen", "--database", "--assets", "--allow-origin", "--article-prefix",
                "--votes-per-article", "--require", "--edit-minutes", "--hold", "--hold-links",
                "--hold-word", "--minimum-seconds", "--admin-token", "--trust-proxy",
            ]),
            value in texts(),
        ) {
            let arguments = ["article-widgets-server", option, &value];
            if let Err(refusal) = Config::try_parse_from(arguments) {
                prop_assert!(!refusal.to_string().is_empty());
            }
        }
    }

    #[test]
    fn the_options_are_sound() {
        Config::command().debug_assert();
    }
}
