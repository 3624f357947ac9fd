//! The plugin for WordPress.
