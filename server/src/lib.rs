#![doc = include_str!("../README.md")]

mod api;
mod asker;
mod assets;
mod client;
mod config;
mod door;
mod markdown;
mod rules;
mod serve;
mod store;

pub use config::{AllowedOrigin, Config, DatabaseFile, Held, RequiredFields, Token};
pub use serve::run;
