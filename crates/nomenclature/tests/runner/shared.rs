//! The shared test data, where a machine has them.

use std::path::PathBuf;
use std::sync::OnceLock;

use nomenclature::{Edition, Nomenclature};

/// A file of the shared nomenclature data; `None`, with a note, where `OPENCUSTOMS_SHARED` is not set.
pub fn file(name: &str) -> Option<Vec<u8>> {
    let Some(shared) = std::env::var_os("OPENCUSTOMS_SHARED") else {
        println!("not run: OPENCUSTOMS_SHARED is not set");
        return None;
    };
    let path = PathBuf::from(shared).join("data/nomenclature").join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display())))
}

pub fn edition() -> Edition {
    Edition::of_year(2022, "test data").unwrap()
}

/// The public tree of the 2022 edition, read once.
pub fn hs2022() -> Option<&'static Nomenclature> {
    static TREE: OnceLock<Option<Nomenclature>> = OnceLock::new();
    TREE.get_or_init(|| {
        let (tree, problems) = Nomenclature::from_csv(&file("hs2022_harmonized-system.csv")?, edition()).unwrap();
        assert_eq!(problems, vec![]);
        Some(tree)
    })
    .as_ref()
}
