use std::fmt;
use std::str::FromStr;

use crate::CostKind;

/// A rule of delivery by its three letters: the eleven of Incoterms 2020, and those of the editions of 2000 and 2010
/// that contracts still name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Incoterm {
    /// Ex works.
    Exw,
    /// Free carrier.
    Fca,
    /// Free alongside ship.
    Fas,
    /// Free on board.
    Fob,
    /// Cost and freight.
    Cfr,
    /// Cost, insurance and freight.
    Cif,
    /// Carriage paid to.
    Cpt,
    /// Carriage and insurance paid to.
    Cip,
    /// Delivered at place.
    Dap,
    /// Delivered at place unloaded.
    Dpu,
    /// Delivered duty paid.
    Ddp,
    /// Delivered at terminal (2010).
    Dat,
    /// Delivered at frontier (2000).
    Daf,
    /// Delivered ex ship (2000).
    Des,
    /// Delivered ex quay (2000).
    Deq,
    /// Delivered duty unpaid (2000).
    Ddu,
}

const RULES: [(Incoterm, &str); 16] = [
    (Incoterm::Exw, "EXW"),
    (Incoterm::Fca, "FCA"),
    (Incoterm::Fas, "FAS"),
    (Incoterm::Fob, "FOB"),
    (Incoterm::Cfr, "CFR"),
    (Incoterm::Cif, "CIF"),
    (Incoterm::Cpt, "CPT"),
    (Incoterm::Cip, "CIP"),
    (Incoterm::Dap, "DAP"),
    (Incoterm::Dpu, "DPU"),
    (Incoterm::Ddp, "DDP"),
    (Incoterm::Dat, "DAT"),
    (Incoterm::Daf, "DAF"),
    (Incoterm::Des, "DES"),
    (Incoterm::Deq, "DEQ"),
    (Incoterm::Ddu, "DDU"),
];

impl Incoterm {
    /// Every rule known, in the order of the groups E, F, C, D.
    pub fn all() -> impl Iterator<Item = Self> {
        RULES.into_iter().map(|(rule, _)| rule)
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        RULES.iter().find(|(rule, _)| *rule == self).map_or("", |(_, letters)| letters)
    }

    /// Whether the seller's price already covers a cost under this rule.
    ///
    /// Pre-carriage is covered by every rule but EXW; the main freight by the rules of the groups C and D; insurance by
    /// CIF and CIP, where the seller must insure, and by the rules of group D, where the goods travel at the seller's
    /// risk and any insurance is in the price. Additions and deductions never depend on the rule.
    #[must_use]
    pub fn covers(self, kind: &CostKind) -> bool {
        let delivered_abroad = !matches!(self, Self::Exw | Self::Fca | Self::Fas | Self::Fob);
        match kind {
            CostKind::Precarriage => self != Self::Exw,
            CostKind::Freight => delivered_abroad,
            CostKind::Insurance => delivered_abroad && !matches!(self, Self::Cfr | Self::Cpt),
            CostKind::Addition(_) | CostKind::Deduction(_) => false,
        }
    }
}

impl FromStr for Incoterm {
    type Err = String;

    /// Reads three letters, upper or lower case; refuses what no edition since 2000 knows.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim();
        let found = RULES.iter().find(|(_, letters)| letters.eq_ignore_ascii_case(wanted));
        found.map(|(rule, _)| *rule).ok_or_else(|| format!("`{text}` is not a rule of Incoterms 2000, 2010 or 2020"))
    }
}

impl fmt::Display for Incoterm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
