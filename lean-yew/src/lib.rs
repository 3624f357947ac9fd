#![doc = include_str!("../README.md")]

pub mod component;
pub mod effect;
pub mod element;
pub mod reducer;
pub mod task;
