//! The only HTTP: pages and API.
