use std::fmt;

use basis::{Decimal, Text};

/// What a unit measures, with the base unit that quantities of the dimension are held in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Net mass, in kilograms.
    NetMass,
    /// Gross mass, in kilograms.
    GrossMass,
    /// Volume, in litres.
    Volume,
    /// Pure alcohol, in litres: 1 % vol in one hectolitre is one litre.
    Alcohol,
    /// Alcoholic strength, in % vol.
    Strength,
    /// Sucrose content, in per cent.
    Sucrose,
    /// Mass times sucrose content, in hundreds of kilograms times per cent.
    SucroseMass,
    /// Area, in square metres.
    Area,
    /// Length, in metres.
    Length,
    /// Number, in pieces.
    Count,
    /// Number of pairs.
    Pairs,
    /// Energy, in kilowatt hours.
    Energy,
}

/// A unit of quantity in a duty expression or on a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Kilogram.
    Kilogram,
    /// 100 kilograms.
    HundredKilograms,
    /// Tonne.
    Tonne,
    /// Gram.
    Gram,
    /// Metric carat, 0.2 g.
    Carat,
    /// Kilogram, gross mass.
    KilogramGross,
    /// 100 kilograms, gross mass.
    HundredKilogramsGross,
    /// Litre.
    Litre,
    /// Hectolitre.
    Hectolitre,
    /// 1,000 litres.
    ThousandLitres,
    /// Cubic metre.
    CubicMetre,
    /// Litre of pure alcohol.
    LitreOfAlcohol,
    /// Hectolitre of pure alcohol.
    HectolitreOfAlcohol,
    /// One per cent of alcohol by volume in one hectolitre.
    StrengthHectolitre,
    /// Per cent of alcohol by volume.
    Strength,
    /// Per cent of sucrose.
    Sucrose,
    /// 100 kilograms for each per cent of sucrose.
    SucroseMass,
    /// Square metre.
    SquareMetre,
    /// Metre.
    Metre,
    /// Piece.
    Piece,
    /// 100 pieces.
    HundredPieces,
    /// 1,000 pieces.
    ThousandPieces,
    /// Pair.
    Pair,
    /// Kilowatt hour.
    KilowattHour,
    /// 1,000 kilowatt hours.
    MegawattHour,
}

/// One unit: its codes (the first is the TARIC or UNECE Recommendation 20 code, the second an alias), its spelling in
/// expressions, what it measures, and how many of it make one base unit (mantissa and scale; a power of ten times a
/// small integer, so that conversion is exact).
struct Row {
    unit: Unit,
    codes: [&'static str; 2],
    spelling: &'static str,
    dimension: Dimension,
    per_base: (i64, u32),
}

const fn row(
    unit: Unit,
    codes: [&'static str; 2],
    spelling: &'static str,
    dimension: Dimension,
    per_base: (i64, u32),
) -> Row {
    Row { unit, codes, spelling, dimension, per_base }
}

const ROWS: [Row; 25] = [
    row(Unit::Kilogram, ["KGM", "KG"], "kg", Dimension::NetMass, (1, 0)),
    row(Unit::HundredKilograms, ["DTN", "DTN"], "100 kg", Dimension::NetMass, (1, 2)),
    row(Unit::Tonne, ["TNE", "T"], "1000 kg", Dimension::NetMass, (1, 3)),
    row(Unit::Gram, ["GRM", "G"], "g", Dimension::NetMass, (1000, 0)),
    row(Unit::Carat, ["CTM", "CTM"], "carat", Dimension::NetMass, (5000, 0)),
    row(Unit::KilogramGross, ["KGMG", "KGM#G"], "kg gross", Dimension::GrossMass, (1, 0)),
    row(Unit::HundredKilogramsGross, ["DTNG", "DTN#G"], "100 kg gross", Dimension::GrossMass, (1, 2)),
    row(Unit::Litre, ["LTR", "L"], "l", Dimension::Volume, (1, 0)),
    row(Unit::Hectolitre, ["HLT", "HL"], "hl", Dimension::Volume, (1, 2)),
    row(Unit::ThousandLitres, ["KLT", "KLT"], "1000 l", Dimension::Volume, (1, 3)),
    row(Unit::CubicMetre, ["MTQ", "M3"], "m3", Dimension::Volume, (1, 3)),
    row(Unit::LitreOfAlcohol, ["LPA", "LPA"], "l alc. 100%", Dimension::Alcohol, (1, 0)),
    row(Unit::HectolitreOfAlcohol, ["HPA", "HPA"], "hl alc. 100%", Dimension::Alcohol, (1, 2)),
    row(Unit::StrengthHectolitre, ["ASVX", "ASV#X"], "% vol / hl", Dimension::Alcohol, (1, 0)),
    row(Unit::Strength, ["ASV", "ASV"], "% vol", Dimension::Strength, (1, 0)),
    row(Unit::Sucrose, ["BRX", "BRX"], "% sucrose", Dimension::Sucrose, (1, 0)),
    row(Unit::SucroseMass, ["DTNZ", "DTN#Z"], "100 kg / % sucrose", Dimension::SucroseMass, (1, 0)),
    row(Unit::SquareMetre, ["MTK", "M2"], "m2", Dimension::Area, (1, 0)),
    row(Unit::Metre, ["MTR", "M"], "m", Dimension::Length, (1, 0)),
    row(Unit::Piece, ["NAR", "C62"], "p/st", Dimension::Count, (1, 0)),
    row(Unit::HundredPieces, ["CEN", "CEN"], "100 p/st", Dimension::Count, (1, 2)),
    row(Unit::ThousandPieces, ["MIL", "MIL"], "1000 p/st", Dimension::Count, (1, 3)),
    row(Unit::Pair, ["NPR", "PR"], "pa", Dimension::Pairs, (1, 0)),
    row(Unit::KilowattHour, ["KWH", "KWH"], "kWh", Dimension::Energy, (1, 0)),
    row(Unit::MegawattHour, ["MWH", "MWH"], "1000 kWh", Dimension::Energy, (1, 3)),
];

impl Unit {
    /// Every unit known.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.unit)
    }

    /// The unit of a code as declarations carry it (`KGM`, `LTR`, `NAR`, also `KGM#G`); `None` for a code not known.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        ROWS.iter().find(|row| row.codes.contains(&code)).map(|row| row.unit)
    }

    /// The unit of a spelling in an expression, whatever its spaces and case: `100 kg`, `% vol / hl`, `p/st`. The code
    /// (`DTN`) is read too.
    #[must_use]
    pub fn of_spelling(spelling: &str) -> Option<Self> {
        let same = |known: &str| {
            let letters = |text: &str| -> Vec<char> {
                text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
            };
            letters(known) == letters(spelling)
        };
        ROWS.iter().find(|row| same(row.spelling) || row.codes.iter().any(|code| same(code))).map(|row| row.unit)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.get(self as usize)
    }

    /// The code, for example `DTN`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().map_or("", |row| row.codes[0])
    }

    /// What the unit measures.
    #[must_use]
    pub fn dimension(self) -> Dimension {
        self.row().map_or(Dimension::Count, |row| row.dimension)
    }

    /// How many of this unit make one base unit of its dimension: 0.01 for `100 kg`.
    #[must_use]
    pub fn per_base(self) -> Decimal {
        self.row().map_or(Decimal::ONE, |row| Decimal::new(row.per_base.0, row.per_base.1))
    }

    /// The name for people, English and French.
    #[must_use]
    pub fn name(self) -> Text {
        let (en, fr) = match self.dimension() {
            Dimension::NetMass => ("net mass", "masse nette"),
            Dimension::GrossMass => ("gross mass", "masse brute"),
            Dimension::Volume => ("volume", "volume"),
            Dimension::Alcohol => ("litres of pure alcohol", "litres d’alcool pur"),
            Dimension::Strength => ("alcoholic strength by volume", "titre alcoométrique volumique"),
            Dimension::Sucrose | Dimension::SucroseMass => ("sucrose content", "teneur en saccharose"),
            Dimension::Area => ("area", "surface"),
            Dimension::Length => ("length", "longueur"),
            Dimension::Count => ("number of pieces", "nombre de pièces"),
            Dimension::Pairs => ("number of pairs", "nombre de paires"),
            Dimension::Energy => ("energy", "énergie"),
        };
        Text::fixed(en, fr)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().map_or("", |row| row.spelling))
    }
}
