//! The reference files that travel inside the binary: facts we wrote, and the demonstration tariff.

/// What each customs procedure does to duty.
pub(crate) const PROCEDURES: &str = include_str!("../../../reference/procedures.toml");

/// The business rules.
pub(crate) const RULES: &str = include_str!("../../../reference/rules.toml");

/// The mapping files by name.
pub(crate) const MAPS: [(&str, &str); 2] = [
    ("kcs", include_str!("../../../reference/maps/kcs.toml")),
    ("meridia", include_str!("../../../reference/maps/meridia.toml")),
];

macro_rules! tariff_files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../reference/tariff/", $name)))),*]
    };
}

/// The demonstration tariff of the fictional Member Meridia.
pub(crate) const TARIFF: [(&str, &str); 14] = tariff_files![
    "agriculture.toml",
    "anti-dumping.toml",
    "areas.toml",
    "exchange-rates.toml",
    "excise.toml",
    "foodstuffs.toml",
    "industry.toml",
    "member.toml",
    "metals-machinery.toml",
    "preferences.toml",
    "quotas.toml",
    "suspensions.toml",
    "textiles.toml",
    "vat.toml",
];
