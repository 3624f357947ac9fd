//! The whole, end to end: a real browser through WebDriver, the release bundle
//! and the real server on a real SQLite file. `cargo xtask test` builds what it
//! needs and names it by the variables that `support` reads.

mod comments;
mod drafts;
#[path = "../../effort.rs"]
mod effort;
mod embedding;
mod faults;
mod loading;
mod mistakes;
mod navigation;
mod page;
mod permalinks;
mod printing;
mod rating;
mod retries;
mod routers;
mod screenshots;
mod scripts;
mod spellings;
mod support;
mod themes;
mod torture;
mod translation;
mod walkthrough;
mod writing;
