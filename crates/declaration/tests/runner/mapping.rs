//! Mapping files and rows.

use declaration::Field;
use declaration::mapping::{Binder, Mapping};

const HEADER: &[&str] = &[
    "Declaration ID",
    "Date",
    "Office ID",
    "Process Type",
    "Import Type",
    "Import Use",
    "Payment Type",
    "Mode of Transport",
    "Declarant ID",
    "Importer ID",
    "Seller ID",
    "Courier ID",
    "HS6 Code",
    "Country of Departure",
    "Country of Origin",
    "Tax Rate",
    "Tax Type",
    "Country of Origin Indicator",
    "Net Mass",
    "Item Price",
    "Fraud",
    "Critical Fraud",
];
const ROW: &str =
    "97061800,2020-01-01,30,B,11,21,11,10,ZZR1LT6,QLRUBN9,0VKY2BR,,440890,BE,BE,0.0,FEU1,G,108.0,372254.4,0,0";

fn kcs() -> Binder {
    Mapping::read(super::KCS).unwrap().bind(HEADER).unwrap()
}

fn with(column: &str, value: &'static str) -> Vec<&'static str> {
    let at = HEADER.iter().position(|name| *name == column).unwrap();
    ROW.split(',').enumerate().map(|(index, field)| if index == at { value } else { field }).collect()
}

#[test]
fn a_row_of_the_synthetic_imports_is_a_declaration() {
    let fields: Vec<&str> = ROW.split(',').collect();
    let declaration = kcs().declaration(&fields, super::record()).unwrap();
    let item = &declaration.items[0];
    assert_eq!(
        (declaration.id.as_str(), declaration.type_code.as_str(), declaration.mode.as_str()),
        ("97061800", "IM", "1")
    );
    assert_eq!(declaration.acceptance, Some(super::day("2020-01-01")));
    assert_eq!(
        (item.code.as_str(), item.procedure.current.as_str(), item.procedure.previous.as_str()),
        ("440890", "40", "00")
    );
    assert_eq!(item.price.unwrap().to_string(), "372254.4 KRW");
    assert_eq!(item.net_mass.unwrap().normalize().to_string(), "108");
    assert_eq!((item.preference.as_str(), item.payment.as_str()), ("FEU1", "11"));
    let national = |name: &str| format!("national.{name}").parse::<Field>().unwrap().of(&declaration, item).to_owned();
    assert_eq!([national("process_type"), national("import_use"), national("tax_rate")], ["B", "21", "0.0"]);
    assert_eq!((declaration.carrier.id.as_str(), kcs().column_of_id()), ("", Some(0)));
}

#[test]
fn every_row_of_the_synthetic_imports_is_read() {
    let Some(shared) = super::samples::shared() else { return };
    for (name, rows) in [("df_syn_train_eng.csv", 37_385), ("df_syn_valid_eng.csv", 8_134)] {
        let mut reader = csv::Reader::from_path(shared.join("data/risk").join(name)).unwrap();
        let headers = reader.headers().unwrap().clone();
        let binder = Mapping::read(super::KCS).unwrap().bind(&headers.iter().collect::<Vec<_>>()).unwrap();
        let mut count = 0;
        for row in reader.records() {
            let row = row.unwrap();
            let declaration = binder.declaration(&row.iter().collect::<Vec<_>>(), super::record()).unwrap();
            assert_eq!(declaration.items[0].code.len(), 6);
            count += 1;
        }
        assert_eq!(count, rows);
    }
}

#[test]
fn negative_amounts_are_read() {
    let declaration = kcs().declaration(&with("Item Price", "-5.25"), super::record()).unwrap();
    assert_eq!(declaration.items[0].price.unwrap().to_string(), "-5.25 KRW");
}

#[test]
fn what_cannot_be_read_names_the_column() {
    for (column, value, code) in [
        ("Item Price", "NaN", "value-not-a-number"),
        ("Item Price", "inf", "value-not-a-number"),
        ("Item Price", "1e5", "value-not-a-number"),
        ("Item Price", "1,000", "value-not-a-number"),
        ("Item Price", "1_000", "value-not-a-number"),
        ("Item Price", "79228162514264337593543950336", "value-not-a-number"),
        ("Item Price", "0.00000000000000000000000000000000001", "value-not-a-number"),
        ("Net Mass", "-", "value-not-a-number"),
        ("Net Mass", ".", "value-not-a-number"),
        ("Date", "2020-13-01", "value-not-a-date"),
        ("Date", "01/02/2020", "value-not-a-date"),
        ("Date", "20200101", "value-not-a-date"),
        ("Date", "", "field-empty"),
        ("Declaration ID", " ", "field-empty"),
    ] {
        let problem = kcs().declaration(&with(column, value), super::record()).unwrap_err();
        assert_eq!((problem.code, problem.column.as_str()), (code, column), "{value}");
        assert!(problem.text.en.contains(column) && problem.text.fr.contains(column));
    }
    let long: &'static str = Box::leak("x".repeat(1000).into_boxed_str());
    let problem = kcs().declaration(&with("Importer ID", long), super::record()).unwrap_err();
    assert_eq!(problem.code, "field-too-long");
    let short: Vec<&str> = ROW.split(',').take(10).collect();
    assert_eq!(kcs().declaration(&short, super::record()).unwrap_err().code, "field-missing");
}

#[test]
fn an_empty_number_is_not_declared() {
    let declaration = kcs().declaration(&with("Item Price", ""), super::record()).unwrap();
    assert_eq!(declaration.items[0].price, None);
}

#[test]
fn missing_columns_are_all_named() {
    let mapping = Mapping::read(super::KCS).unwrap();
    let missing = mapping.bind(&["Date", "Item Price"]).unwrap_err();
    assert!(missing.missing.contains(&"Net Mass".to_owned()) && missing.missing.contains(&"Declaration ID".to_owned()));
    assert_eq!(missing.missing.iter().filter(|name| *name == "Tax Rate").count(), 1);
    assert!(missing.to_string().contains("`Net Mass`") && missing.to_string().contains("it has `Date`, `Item Price`"));
    assert_eq!(mapping.columns().len(), 20);
}

fn mapping(values: &str) -> Result<Mapping, declaration::mapping::Problem> {
    Mapping::read(&format!(
        "name = {{ en = \"a\", fr = \"b\" }}\nsource = \"s\"\ndecimal = \"comma\"\ndate = \"DD/MM/CCYY\"\n{values}"
    ))
}

#[test]
fn commas_currencies_units_and_codes_are_translated() {
    let values = "[[value]]\nto = \"item.price\"\ncolumn = \"price\"\ncurrency_column = \"cur\"\ncurrency = \"EUR\"\n\
        [[value]]\nto = \"item.net_mass\"\ncolumn = \"mass\"\nunit = \"t\"\n\
        [[value]]\nto = \"mode\"\ncolumn = \"mode\"\nother = \"refuse\"\ncodes = { S = \"1\", A = \"4\" }\n\
        [[value]]\nto = \"acceptance\"\ncolumn = \"day\"\n\
        [[value]]\nto = \"item.code\"\ncolumn = \"hs\"\nwidth = 6\n\
        [[value]]\nto = \"adjustment\"\ncolumn = \"freight\"\ncurrency = \"USD\"\ncharge = \"AK\"\n";
    let binder = mapping(values).unwrap().bind(&["price", "cur", "mass", "mode", "day", "hs", "freight"]).unwrap();
    let fields = ["1234,5", "USD", "0,5", "A", "31/12/2025", "0303.8", "7"];
    let declaration = binder.declaration(&fields, super::record()).unwrap();
    let item = &declaration.items[0];
    assert_eq!(
        (item.price.unwrap().to_string(), item.net_mass.unwrap().normalize().to_string()),
        ("1234.5 USD".into(), "500".into())
    );
    assert_eq!((declaration.mode.as_str(), item.code.as_str()), ("4", "003038"));
    assert_eq!(declaration.acceptance, Some(super::day("2025-12-31")));
    assert_eq!(
        (declaration.adjustments[0].code.as_str(), declaration.adjustments[0].amount.to_string()),
        ("AK", "7 USD".into())
    );
    let home = binder.declaration(&["1", "", "1", "S", "01/01/2025", "030389", ""], super::record()).unwrap();
    assert_eq!(home.items[0].price.unwrap().to_string(), "1 EUR");
    for (at, value, code) in [
        (0, "1.234,5", "value-not-a-number"),
        (1, "EURO", "currency-unreadable"),
        (3, "B", "code-not-translated"),
        (4, "2025-12-31", "value-not-a-date"),
    ] {
        let mut fields = fields;
        fields[at] = value;
        assert_eq!(binder.declaration(&fields, super::record()).unwrap_err().code, code, "{value}");
    }
}

#[test]
fn a_mapping_that_is_wrong_says_where() {
    for (values, line, column, words) in [
        ("[[value]]\nto = \"item.prise\"\ncolumn = \"p\"\n", 6, 6, "`item.prise` is not an element"),
        ("[[value]]\nto = \"id\"\n", 5, 1, "`column` or `constant`"),
        ("[[value]]\nto = \"item.price\"\ncolumn = \"p\"\n", 6, 6, "needs `currency`"),
        ("[[value]]\nto = \"item.net_mass\"\ncolumn = \"p\"\nunit = \"st\"\n", 8, 8, "`st` is not a unit"),
        ("[[value]]\nto = \"id\"\ncolumn = \"p\"\nunit = \"kg\"\n", 6, 6, "`unit` does not go"),
        ("[[value]]\nto = \"id\"\ncolumn = \"p\"\n[[value]]\nto = \"id\"\ncolumn = \"q\"\n", 9, 6, "mapped twice"),
        ("[[value]]\nto = \"id\"\ncolumns = \"p\"\n", 7, 1, "columns"),
        ("[[value]]\nto = \"item.price\"\ncolumn = \"p\"\ncurrency = \"EURO\"\n", 8, 12, "three-letter"),
        ("[[value]\n", 5, 9, ""),
    ] {
        let problem = mapping(values).unwrap_err();
        assert_eq!((problem.line, problem.column), (line, column), "{values}: {problem}");
        assert!(problem.text.en.contains(words), "{problem}");
    }
}

#[test]
fn the_example_set_is_read() {
    let header = "declaration,date,office,type,mode,declarant,importer,seller,goods,code,exported_from,origin,\
        preferential_origin,preference,procedure,previous,incoterm,currency,price,freight,net_mass,gross_mass,quantity,unit,packages,result";
    let row = "26XM00000001,2026-01-02,XM000101,IMA,1,DCL-001,IMP-0001,SEL-0001,city bicycles,871200,XB,XB,XB,300,40,00,FOB,USD,\
        1850.00,84.09,140.000,152.667,10,NAR,1,0";
    let headers: Vec<&str> = header.split(',').collect();
    let binder = Mapping::read(super::MERIDIA).unwrap().bind(&headers).unwrap();
    let declaration = binder.declaration(&row.split(',').collect::<Vec<_>>(), super::record()).unwrap();
    assert_eq!(declaration.adjustments[0].amount.to_string(), "84.09 USD");
    assert_eq!((declaration.item_count, declaration.destination_country.as_str()), (Some(1), "XM"));
    assert_eq!(declaration.items[0].supplementary.as_ref().unwrap().unit, "NAR");
}
