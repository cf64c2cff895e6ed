use basis::{CompactString, Decimal, Money};

use crate::Incoterm;

/// The most lines one sale may have: what a declaration can hold.
pub const MAX_LINES: usize = 10_000;

/// The most costs one sale may carry.
pub const MAX_COSTS: usize = 1_000;

/// Whether a Member counts transport and insurance to its border into the customs value (article 8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Included: the value at the port or place of importation.
    Cif,
    /// Excluded: the value at the port or place of exportation.
    Fob,
}

/// How a Member builds customs values: its choice under article 8.2 and the decimals of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practice {
    /// The choice under article 8.2.
    pub basis: Basis,
    /// Decimals to which a line's value is rounded, half up, once: 2 for a currency with cents.
    pub places: u32,
}

impl Practice {
    /// A practice with amounts in cents.
    #[must_use]
    pub const fn new(basis: Basis) -> Self {
        Self { basis, places: 2 }
    }
}

/// What a cost beside the price is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CostKind {
    /// Transport from the seller's door to the port or place of exportation, loading included.
    Precarriage,
    /// The main transport to the port or place of importation, with its surcharges (article 8.2(a) and (b)).
    Freight,
    /// Insurance (article 8.2(c)).
    Insurance,
    /// An addition of article 8.1 by its code: commission, assists, royalties, proceeds of resale.
    Addition(CompactString),
    /// A deduction shown apart, by its code: work after importation, inland transport, duties (note to article 1).
    Deduction(CompactString),
}

/// A cost of the whole sale, to be apportioned over its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// What it is.
    pub kind: CostKind,
    /// How much; zero or above.
    pub amount: Money,
    /// Set when the amount is known to be in the price already. Where it is not set, the delivery terms decide for
    /// transport and insurance; additions are taken as not in the price, deductions as in it.
    pub included: bool,
}

/// The weight by which costs are spread over the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ApportionBy {
    /// By the price of the line in the Member's currency.
    #[default]
    Value,
    /// By net mass.
    NetMass,
    /// By gross mass.
    GrossMass,
}

/// One line of a sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaleLine {
    /// The price of the whole line actually paid or payable (article 1).
    pub price: Option<Money>,
    /// Net mass in kilograms.
    pub net_mass: Option<Decimal>,
    /// Gross mass in kilograms.
    pub gross_mass: Option<Decimal>,
    /// The customs value where it is declared outright: it stands, and no cost is spread over the line.
    pub declared_value: Option<Money>,
}

/// A sale for export: its lines, its delivery terms and its costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sale {
    /// The lines, in the order of the declaration.
    pub lines: Vec<SaleLine>,
    /// The delivery terms; `None` where none are declared.
    pub terms: Option<Incoterm>,
    /// Costs of the whole sale.
    pub costs: Vec<Cost>,
    /// The weight by which costs are spread.
    pub apportion_by: ApportionBy,
}
