//! Torture of the widgets: in short here, at length in `cargo xtask torture`.

mod bad_network;
mod changed_page;
mod proxy;
