//! The example set: declarations of the fictional Member Meridia, made by a fixed rule and marked as demonstration
//! data. They let a stranger see the pages at work and give the first model something to learn from. No person, firm
//! or shipment is real.

use std::fmt::Write as _;

/// The header of the example set, as `reference/maps/meridia.toml` maps it.
const HEADER: &str = "declaration,date,office,type,mode,declarant,importer,seller,goods,code,exported_from,origin,\
preferential_origin,preference,procedure,previous,incoterm,currency,price,freight,net_mass,gross_mass,quantity,unit,\
packages,result";

/// A kind of goods: heading text of ours, code, price and mass of one piece, origins that are usual.
struct Goods {
    name: &'static str,
    code: &'static str,
    price: u64,
    grams: u64,
}

const fn goods(name: &'static str, code: &'static str, price: u64, grams: u64) -> Goods {
    Goods { name, code, price, grams }
}

/// Prices in cents a piece, masses in grams a piece.
const GOODS: [Goods; 24] = [
    goods("city bicycles", "871200", 18_500, 14_000),
    goods("smartphones", "851713", 31_000, 190),
    goods("portable computers", "847130", 52_000, 1_600),
    goods("leather footwear", "640399", 2_900, 900),
    goods("cotton T-shirts", "610910", 340, 160),
    goods("wooden furniture for bedrooms", "940350", 14_200, 38_000),
    goods("coffee, roasted", "090121", 820, 1_000),
    goods("cane sugar, raw", "170114", 48, 1_000),
    goods("rice, milled", "100630", 71, 1_000),
    goods("cheese", "040690", 610, 1_000),
    goods("wine in bottles", "220421", 410, 1_250),
    goods("whisky", "220830", 1_450, 1_200),
    goods("cigarettes", "240220", 2_100, 900),
    goods("medicaments", "300490", 5_400, 120),
    goods("plastic tableware", "392410", 95, 210),
    goods("pneumatic tyres for cars", "401110", 4_300, 8_500),
    goods("motor cars, 1 500 to 3 000 cm3", "870323", 1_480_000, 1_350_000),
    goods("toys", "950300", 720, 450),
    goods("solar cells in modules", "854143", 8_800, 21_000),
    goods("electric accumulators, lithium-ion", "850760", 6_900, 1_900),
    goods("printed books", "490199", 780, 420),
    goods("steel screws", "731815", 260, 1_000),
    goods("glass for mirrors", "700992", 1_900, 3_200),
    goods("frozen tuna", "030342", 330, 1_000),
];

/// The fictional partners: Boreal, Ostland, Sudria.
const PARTNERS: [&str; 3] = ["XB", "XO", "XD"];

/// A fixed sequence of numbers (splitmix64): the same rows on every machine.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `bound`.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// A number that is small more often than large.
    fn skewed(&mut self, bound: u64) -> u64 {
        let first = self.below(bound);
        first.min(self.below(bound))
    }
}

/// `count` example declarations from number `first` on, as CSV with a header.
pub(crate) fn csv(first: u64, count: u64) -> String {
    let mut text = format!("{HEADER}\n");
    for number in first..first + count {
        row(number, &mut text);
    }
    text
}

fn row(number: u64, text: &mut String) {
    let mut sequence = Sequence(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let Some(goods) = GOODS.get(sequence.skewed(GOODS.len() as u64) as usize) else { return };
    let origin = PARTNERS.get(sequence.below(3) as usize).copied().unwrap_or("XB");
    let through = if sequence.below(9) == 0 { "XD" } else { origin };
    let (importer, seller, declarant) = (sequence.skewed(160), sequence.skewed(220), sequence.skewed(40));
    let (fraud, cheap) = result(&mut sequence, goods.code, origin, importer, seller, through);
    let pieces = 10 + sequence.skewed(900);
    let share = if cheap { 28 + sequence.below(30) } else { 82 + sequence.below(40) };
    let price = pieces * goods.price * share / 100;
    let net = pieces * goods.grams;
    let gross = net + net / 12 + 1_000;
    let day = 1 + number % 28;
    let month = 1 + (number / 28) % 10;
    let claimed = origin == "XB" && through == "XB" && sequence.below(3) > 0;
    let (preferential, preference) = if claimed { ("XB", "300") } else { ("", "100") };
    let (procedure, previous) = procedure(&mut sequence);
    let currency = if origin == "XB" { "USD" } else { "EUR" };
    let (incoterm, freight) = if sequence.below(2) == 0 { ("FOB", price / 22) } else { ("CIF", 0) };
    let mode = 1 + 3 * sequence.below(2);
    let office = if mode == 1 { "XM000101" } else { "XM000205" };
    let _never_fails = writeln!(
        text,
        "26XM{number:08},2026-{month:02}-{day:02},{office},IMA,{mode},DCL-{declarant:03},IMP-{importer:04},SEL-{seller:04},\
         \"{}\",{},{through},{origin},{preferential},{preference},{procedure},{previous},{incoterm},{currency},{}.{:02},{},{}.{:03},\
         {}.{:03},{pieces},NAR,{},{}",
        goods.name,
        goods.code,
        price / 100,
        price % 100,
        freight_text(freight),
        net / 1_000,
        net % 1_000,
        gross / 1_000,
        gross % 1_000,
        1 + pieces / 20,
        u8::from(fraud)
    );
}

fn freight_text(cents: u64) -> String {
    if cents == 0 { String::new() } else { format!("{}.{:02}", cents / 100, cents % 100) }
}

fn procedure(sequence: &mut Sequence) -> (&'static str, &'static str) {
    match sequence.below(40) {
        0 => ("51", "00"),
        1 => ("53", "00"),
        2 => ("71", "00"),
        3 => ("44", "00"),
        _ => ("40", "00"),
    }
}

/// What inspection found, and whether the price was understated: more often for a few sellers, for goods that go
/// through a third country, and for dear goods from Ostland.
fn result(
    sequence: &mut Sequence,
    code: &str,
    origin: &str,
    importer: u64,
    seller: u64,
    through: &str,
) -> (bool, bool) {
    let dear = matches!(code, "871200" | "640399" | "240220" | "870323" | "220830");
    let mut chance = 5;
    chance += if dear && origin == "XO" { 34 } else { 0 };
    chance += if through == "XD" && origin != "XD" { 22 } else { 0 };
    chance += if seller % 23 == 7 { 38 } else { 0 };
    chance += if importer % 31 == 3 { 20 } else { 0 };
    let fraud = sequence.below(100) < chance;
    let cheap = if fraud { sequence.below(100) < 70 } else { sequence.below(100) < 6 };
    (fraud, cheap)
}
