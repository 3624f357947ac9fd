//! The real program as a blog owner gets it, started on a free port with a database and an assets
//! folder of its own.

mod assets;
mod authors;
mod comments;
mod cross_origin;
mod disk;
mod durability;
#[path = "../../tests/effort.rs"]
mod effort;
mod injection;
mod invalid_requests;
mod limits;
#[cfg(unix)]
mod listening;
#[cfg(unix)]
mod log;
mod markdown;
mod moderation;
mod openapi;
mod owner;
#[cfg(unix)]
mod permissions;
mod privacy;
mod rating;
mod rendering;
mod retries;
mod rights;
mod secrecy;
mod spellings;
mod starting;
mod stopping;
mod support;
mod threads;
mod torture;
mod validation;
