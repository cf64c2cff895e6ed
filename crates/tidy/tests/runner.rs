//! Every check of the house, each with a test that it can fail.

mod runner {
    mod cases;
    mod directions;
    mod documents;
    mod lints;
    mod locales;
    mod manifest;
    mod purity;
    mod reference;
    mod runners;
    mod security;
    mod size;
    mod source;
    mod tree;
    mod words;
}
