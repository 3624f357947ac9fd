//! What the measurements make of their values, tested without measuring.
#![cfg(not(target_arch = "wasm32"))]
#![allow(dead_code, reason = "the measurements use all of it")]

#[path = "peers/api.rs"]
mod api;
mod chart;
mod comment;
mod document;
mod figures;
mod spread;
mod table;
