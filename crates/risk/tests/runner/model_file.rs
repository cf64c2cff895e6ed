//! The model file: what is written is read back, and no bytes make the reader fail otherwise than with an error.

use proptest::prelude::*;
use risk::{Model, ModelError};
use sha2::{Digest, Sha256};

use crate::invented::{declarations, model};

/// The same bytes with a digest that fits them: damage that a digest does not catch.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let content = bytes.len() - 32;
    bytes.truncate(content);
    let digest = Sha256::digest(&bytes);
    bytes.extend(digest);
    bytes
}

fn bytes() -> &'static [u8] {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BYTES.get_or_init(|| model().write())
}

/// Where the card ends: after magic, format, length and JSON.
fn card_end() -> usize {
    12 + u32::from_le_bytes(bytes()[8..12].try_into().unwrap()) as usize
}

#[test]
fn what_is_written_is_read_back() {
    let model = model();
    let read = Model::read(&model.write()).unwrap();
    assert_eq!(read, model);
    assert_eq!(read.write(), model.write());
    assert_eq!(read.digest().len(), 64);
    let rows = declarations(50, 200);
    let (mut before, mut after) = (model.scorer(), read.scorer());
    for (declaration, item, _) in &rows {
        assert_eq!(before.score(declaration, item), after.score(declaration, item));
    }
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let refused = |bytes: &[u8]| Model::read(bytes).unwrap_err().to_string();
    assert_eq!(refused(b"PAR1"), "this is not a model file: it does not begin with `OCMODEL`");
    assert_eq!(refused(b"OCMODEL"), "the model file ends inside its first line");
    let mut newer = bytes().to_vec();
    newer[7] = 9;
    assert!(refused(&newer).starts_with("the model file is of format 9"));
    let cut = &bytes()[..bytes().len() / 2];
    assert_eq!(refused(cut), "the model file is damaged or cut short: its digest does not fit its content");
    let mut huge = bytes().to_vec();
    huge[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(refused(&sealed(huge)), "the model file ends inside the card");
    let mut longer = bytes().to_vec();
    longer.splice(longer.len() - 32..longer.len() - 32, [0; 5]);
    assert!(refused(&sealed(longer)).contains("bytes are left"));
}

#[test]
fn a_length_is_not_believed_before_the_bytes_are_there() {
    // The first length after the card is that of the first column's edges, after rows and frauds.
    let mut lying = bytes().to_vec();
    let place = card_end() + 8;
    lying[place..place + 4].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    assert!(matches!(Model::read(&sealed(lying)), Err(ModelError::Short("the edges"))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn mutated_bytes_never_make_the_reader_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
        beyond_card in any::<bool>(),
    ) {
        let mut mutated = bytes().to_vec();
        let from = if beyond_card { card_end() } else { 8 };
        for (place, byte) in changes {
            let place = from + place.index(mutated.len() - 32 - from);
            mutated[place] = byte;
        }
        if let Some(cut) = cut {
            mutated.truncate(40 + cut.index(mutated.len() - 40));
        }
        if let Ok(model) = Model::read(&sealed(mutated)) {
            let (declaration, item, _) = declarations(60, 1).remove(0);
            let score = model.scorer().score(&declaration, &item);
            prop_assert!(score.probability.is_finite());
            for top in score.top.iter().flatten() {
                prop_assert!(!model.phrase(top).fr.is_empty());
            }
        }
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Model::read(&bytes).is_err());
    }
}
