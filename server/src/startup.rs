//! The log's first lines: what an owner looks for when something is not as it was meant.

use std::path;

use crate::config::{Config, Held};
#[cfg(unix)]
use crate::listen::ListenAddress;

/// Logs the database's path, the allowed origins, and what is off.
pub(crate) fn tell(config: &Config) {
    let file = config.database.path();
    let file = path::absolute(file).unwrap_or_else(|_| file.to_owned());
    tracing::info!("database: {}", file.display());
    tracing::info!("allowed origins: {}", allowed_origins(config));
    tracing::info!("articles: {}", articles(config));
    let off = what_is_off(config);
    if !off.is_empty() {
        tracing::info!("off: {}", off.join("; "));
    }
    if config.admin_token.is_none() && holds(config) {
        tracing::warn!(
            "comments are held, and without --admin-token there is nobody to publish them"
        );
    }
    if tells_no_addresses(config) && !config.trust_proxy {
        tracing::warn!(
            "a Unix socket tells no addresses, and without --trust-proxy all readers have the \
             limits of one"
        );
    }
}

#[cfg(unix)]
fn tells_no_addresses(config: &Config) -> bool {
    matches!(config.listen, ListenAddress::Unix(_))
}

#[cfg(not(unix))]
fn tells_no_addresses(_: &Config) -> bool {
    false
}

fn allowed_origins(config: &Config) -> String {
    if config.allowed_origins.is_empty() {
        return "none but the server's own (--allow-origin names others)".into();
    }
    let origins: Vec<String> = config
        .allowed_origins
        .iter()
        .map(ToString::to_string)
        .collect();
    origins.join(" ")
}

fn articles(config: &Config) -> String {
    if config.article_prefixes.is_empty() {
        return "any (--article-prefix names a blog's)".into();
    }
    config.article_prefixes.join(" ")
}

/// A part for each thing that the options leave off.
fn what_is_off(config: &Config) -> Vec<String> {
    let mut off = Vec::new();
    if config.admin_token.is_none() {
        off.push("moderation (no --admin-token)".to_owned());
    }
    let limits = [
        ("--votes-per-article", config.votes_per_article),
        ("--votes-per-address", config.votes_per_address),
        ("--comments-per-address", config.comments_per_address),
    ];
    for (option, limit) in limits {
        if limit == 0 {
            off.push(format!("a limit ({option} 0)"));
        }
    }
    off
}

/// True if some rule holds comments.
fn holds(config: &Config) -> bool {
    config.hold != Held::None
        || config.hold_links > 0
        || !config.hold_words.is_empty()
        || config.minimum_seconds > 0
}
