use basis::{Country, Date, Period, Text};

/// A country's membership of an area, dated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The country.
    pub country: Country,
    /// The days on which it is a member.
    pub period: Period,
    /// Where that is laid down.
    pub source: String,
}

/// A geographical area: a country or a group of countries with dated membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The identifier in the data.
    pub id: String,
    /// Its name for people.
    pub name: Text,
    /// Its members, sorted by country.
    pub members: Vec<Membership>,
}

impl Area {
    /// Whether a country is a member on a day.
    #[must_use]
    pub fn contains(&self, country: Country, on: Date) -> bool {
        let first = self.members.partition_point(|member| member.country < country);
        let same = self.members.iter().skip(first).take_while(|member| member.country == country);
        same.into_iter().any(|member| member.period.contains(on))
    }

    /// The countries that are members on a day, sorted.
    pub fn on(&self, on: Date) -> impl Iterator<Item = Country> {
        self.members.iter().filter(move |member| member.period.contains(on)).map(|member| member.country)
    }
}

/// A preference scheme: an agreement, or the Member's own scheme for a group of countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The identifier in the data.
    pub id: String,
    /// Its name for people, for example `Boreal agreement`.
    pub name: Text,
    /// The days on which it is in force.
    pub period: Period,
    /// The area of the partners or beneficiaries.
    pub area: u16,
    /// Whether the goods must be exported from a country of the area (direct consignment).
    pub direct: bool,
    /// Proofs of origin of which one must be produced, by document code; empty where none is asked for.
    pub proofs: Vec<String>,
    /// Where it is laid down.
    pub source: String,
}
