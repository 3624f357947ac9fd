#![doc = include_str!("../README.md")]

pub mod component;
pub mod effect;
pub mod element;
pub mod store;
pub mod task;
