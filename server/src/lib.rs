#![doc = include_str!("../README.md")]

mod api;
mod assets;
mod client;
mod config;
mod connections;
mod identity;
mod listen;
mod log;
mod markdown;
mod off_thread;
mod origin;
mod prefix;
mod rules;
mod serve;
mod shares;
mod sockets;
mod startup;
mod store;
mod text_content;
mod unicode;
mod words;

pub use config::{Config, DatabaseFile, Held, RequiredFields, Token};
pub use listen::ListenAddress;
pub use log::Log;
pub use origin::{AllowedOrigin, Subdomains};
pub use serve::run;
