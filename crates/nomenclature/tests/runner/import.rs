//! Files of operators, with all that may be wrong in them.

use nomenclature::{Edition, ImportError, Importer, Nomenclature, Row};

use crate::shared::edition;

const GOOD: &str = "section,hscode,description,parent,level\n\
    XVII,87,Vehicles,TOTAL,2\nXVII,8712,\"Bicycles, not motorised\",87,4\nXVII,871200,Bicycles,8712,6\n";

fn problems(rows: &str) -> Vec<(u64, &'static str)> {
    let csv = format!("{GOOD}{rows}");
    let (tree, problems) = Nomenclature::from_csv(csv.as_bytes(), edition()).unwrap();
    assert_eq!(tree.counts().subheadings, 1, "the good rows stand: {problems:?}");
    problems.iter().map(|problem| (problem.line, problem.code)).collect()
}

#[test]
fn each_wrong_row_is_named_with_its_line() {
    assert_eq!(problems(""), vec![]);
    assert_eq!(problems("XVII,8713x,Carriages,87,4\n"), vec![(5, "code")]);
    assert_eq!(problems("XVII,871,Carriages,87,4\n"), vec![(5, "code")]);
    assert_eq!(problems("XVII,8713,Carriages,87,6\n"), vec![(5, "level")]);
    assert_eq!(problems("XVII,8713,Carriages,86,4\n"), vec![(5, "parent")]);
    assert_eq!(problems("XVII,8713,,87,4\n"), vec![(5, "text")]);
    assert_eq!(problems("XVII,8712,Cycles,87,4\n"), vec![(5, "duplicate")]);
    assert_eq!(problems("XVII,871310,Carriages,8713,6\n"), vec![(5, "orphan")]);
    assert_eq!(problems("XV,77,Reserved,TOTAL,2\n"), vec![(5, "chapter")]);
    assert_eq!(problems("XVII,8713,Carriages\n"), vec![(5, "fields")]);
    assert_eq!(problems("XVII,8713,\"Carriages,87,4\nXVII,8714,Parts,87,4\n"), vec![(5, "fields")]);
    assert_eq!(problems(&format!("XVII,8713,{},87,4\n", "x".repeat(4_001))), vec![(5, "text")]);
}

#[test]
fn an_orphan_takes_its_own_children_with_it() {
    assert_eq!(problems("X,880100,Gliders,8801,6\nX,88010010,Kites,880100,8\n"), vec![(5, "orphan"), (6, "orphan")]);
}

#[test]
fn bytes_that_are_no_text_are_a_problem_of_their_row() {
    let mut csv = GOOD.as_bytes().to_vec();
    csv.extend_from_slice(b"XVII,8713,V\xe9hicules,87,4\n");
    let (tree, problems) = Nomenclature::from_csv(&csv, edition()).unwrap();
    assert_eq!(problems.iter().map(|problem| (problem.line, problem.code)).collect::<Vec<_>>(), vec![(5, "encoding")]);
    assert_eq!(tree.counts().headings, 1);
}

#[test]
fn only_two_columns_are_needed_and_a_byte_order_mark_is_no_harm() {
    let csv = "\u{feff}Description,HScode,note\nVehicles,87,x\nBicycles,87.12,y\nBicycles,8712 00,z\n";
    let (tree, problems) = Nomenclature::from_csv(csv.as_bytes(), edition()).unwrap();
    assert_eq!(problems, vec![]);
    assert_eq!(tree.path("871200".parse().unwrap()).len(), 3);
}

#[test]
fn rows_of_statistics_are_set_aside() {
    let rows = "TOTAL,99,x,TOTAL,2\nTOTAL,9999,x,99,4\nTOTAL,999999,x,9999,6\nTOTAL,TOTAL,x,TOTAL,5\n";
    let (tree, problems) = Nomenclature::from_csv(format!("{GOOD}{rows}").as_bytes(), edition()).unwrap();
    assert_eq!((problems.len(), tree.set_aside()), (0, 4));
    let (without, _) = Nomenclature::from_csv(GOOD.as_bytes(), edition()).unwrap();
    assert_eq!(tree.digest(), without.digest());
}

#[test]
fn a_file_of_another_kind_is_refused_with_what_would_be_right() {
    let missing = Nomenclature::from_csv(b"code,text\n01,Animals\n", edition()).unwrap_err().to_string();
    assert!(missing.contains("`hscode`") && missing.contains("`code`, `text`"), "{missing}");
    assert!(matches!(Nomenclature::from_csv(b"", edition()), Err(ImportError::MissingColumns(..))));
    let none = Nomenclature::from_csv(b"hscode,description\nxx,Animals\n", edition()).unwrap_err();
    assert_eq!(none, ImportError::NoRow(1));
    let large = vec![b'x'; 64 * 1024 * 1024 + 1];
    assert!(matches!(Nomenclature::from_csv(&large, edition()), Err(ImportError::TooLarge(_))));
}

#[test]
fn rows_beyond_the_limit_are_refused_as_a_whole() {
    let mut importer = Importer::new(edition());
    let row = Row { code: "TOTAL", ..Row::default() };
    for _ in 0..500_000 {
        importer.push(row).unwrap();
    }
    assert_eq!(importer.push(row), Err(ImportError::TooManyRows));
}

#[test]
fn an_edition_ends_the_day_before_the_next() {
    let edition = Edition::of_year(2017, "test").unwrap();
    assert_eq!(edition.period().valid_to, Some(jiff::civil::date(2021, 12, 31)));
    assert_eq!(Edition::of_year(2022, "test").unwrap().period().valid_to, None);
    assert!(Edition::of_year(2020, "test").unwrap_err().to_string().contains("`2020`"));
}
