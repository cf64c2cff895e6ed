//! The command line of OpenCustoms.

fn main() {}
