//! The Korean yardstick data as declarations, read without the mapping of the `declaration` crate.

use std::path::PathBuf;
use std::sync::Arc;

use basis::{Decimal, Money};
use declaration::{Declaration, GoodsItem, National};

/// A labelled declaration.
pub struct Labelled {
    pub declaration: Declaration,
    pub item: GoodsItem,
    pub fraud: bool,
}

/// The folder of the shared data, when this machine has it.
pub fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("OPENCUSTOMS_SHARED")?;
    Some(PathBuf::from(shared).join("data/risk"))
}

/// Reads one file.
pub fn read(name: &str) -> Option<Vec<Labelled>> {
    let mut reader = csv::Reader::from_path(folder()?.join(name)).expect("the file is there");
    let headers = reader.headers().expect("headers").clone();
    let names: Vec<Arc<str>> = ["process_type", "import_type", "import_use", "tax_rate", "origin_indicator"]
        .into_iter()
        .map(Arc::from)
        .collect();
    let rows = reader.records().map(|row| labelled(&headers, &row.expect("a row"), &names)).collect();
    Some(rows)
}

fn labelled(headers: &csv::StringRecord, row: &csv::StringRecord, names: &[Arc<str>]) -> Labelled {
    let value = |header: &str| {
        let place = headers.iter().position(|other| other == header).expect("the column is there");
        row.get(place).expect("a field")
    };
    let decimal = |header: &str| value(header).parse::<Decimal>().or_else(|_| Decimal::from_scientific(value(header)));
    let text = |header: &str| value(header).into();
    let mut declaration = Declaration {
        id: text("Declaration ID"),
        acceptance: value("Date").parse().ok(),
        office: text("Office ID"),
        mode: text("Mode of Transport"),
        export_country: text("Country of Departure"),
        ..Declaration::default()
    };
    declaration.declarant.id = text("Declarant ID");
    declaration.importer.id = text("Importer ID");
    declaration.seller.id = text("Seller ID");
    declaration.carrier.id = text("Courier ID");
    let national = ["Process Type", "Import Type", "Import Use", "Tax Rate", "Country of Origin Indicator"];
    for (name, header) in names.iter().zip(national) {
        declaration.national.push(National { name: name.clone(), value: text(header) });
    }
    let mut item = GoodsItem {
        code: text("HS6 Code"),
        preference: text("Tax Type"),
        payment: text("Payment Type"),
        net_mass: decimal("Net Mass").ok(),
        declared_rate: decimal("Tax Rate").ok(),
        price: decimal("Item Price").ok().map(|amount| Money::new(amount, "KRW".parse().expect("a currency"))),
        ..GoodsItem::default()
    };
    item.origin.non_preferential = text("Country of Origin");
    Labelled { declaration, item, fraud: value("Fraud") == "1" }
}
