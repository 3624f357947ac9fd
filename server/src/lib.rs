#![doc = include_str!("../README.md")]

mod api;
mod assets;
mod config;
mod serve;
mod store;

pub use config::{AllowedOrigin, Config, DatabaseFile};
pub use serve::run;
