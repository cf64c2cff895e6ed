//! The elements of a declaration that a column may be mapped to.

use std::sync::Arc;

use basis::CompactString;

use crate::{Declaration, GoodsItem, Party};

/// What kind of value an element takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Code,
    Date,
    Number,
    Count,
    Mass,
    Money,
    Quantity,
    National,
}

macro_rules! targets {
    ($($variant:ident = $name:literal, $form:ident;)*) => {
        /// An element of a declaration, by the name used in mapping files.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(super) enum Target {
            $($variant,)*
            /// `national.<name>`.
            National(Arc<str>),
        }

        impl Target {
            /// Every name but those of national values.
            pub(super) const NAMES: &'static [&'static str] = &[$($name),*];

            pub(super) fn of(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    other => other.strip_prefix("national.").filter(|n| !n.is_empty()).map(|n| Self::National(n.into())),
                }
            }

            pub(super) fn form(&self) -> Form {
                match self {
                    $(Self::$variant => Form::$form,)*
                    Self::National(_) => Form::National,
                }
            }
        }
    };
}

targets! {
    Id = "id", Text;
    Reference = "reference", Text;
    Function = "function", Text;
    Type = "type", Text;
    Acceptance = "acceptance", Date;
    Office = "office", Text;
    DeclarantId = "declarant.id", Text;
    DeclarantName = "declarant.name", Text;
    DeclarantCountry = "declarant.country", Text;
    AgentId = "agent.id", Text;
    AgentName = "agent.name", Text;
    AgentCountry = "agent.country", Text;
    ImporterId = "importer.id", Text;
    ImporterName = "importer.name", Text;
    ImporterCountry = "importer.country", Text;
    ExporterId = "exporter.id", Text;
    ExporterName = "exporter.name", Text;
    ExporterCountry = "exporter.country", Text;
    SellerId = "seller.id", Text;
    SellerName = "seller.name", Text;
    SellerCountry = "seller.country", Text;
    BuyerId = "buyer.id", Text;
    BuyerName = "buyer.name", Text;
    BuyerCountry = "buyer.country", Text;
    CarrierId = "carrier.id", Text;
    CarrierName = "carrier.name", Text;
    CarrierCountry = "carrier.country", Text;
    Mode = "mode", Text;
    ExportCountry = "export_country", Text;
    DestinationCountry = "destination_country", Text;
    TermsCondition = "terms.condition", Text;
    TermsPlace = "terms.place", Text;
    Invoice = "invoice", Money;
    Adjustment = "adjustment", Money;
    ItemCount = "item_count", Count;
    PackageCount = "package_count", Number;
    GrossMass = "gross_mass", Mass;
    ItemSequence = "item.sequence", Count;
    ItemDescription = "item.description", Text;
    ItemCode = "item.code", Code;
    ProcedureCurrent = "item.procedure.current", Text;
    ProcedurePrevious = "item.procedure.previous", Text;
    OriginNonPreferential = "item.origin.non_preferential", Text;
    OriginPreferential = "item.origin.preferential", Text;
    Preference = "item.preference", Text;
    Quota = "item.quota", Text;
    Price = "item.price", Money;
    CustomsValue = "item.customs_value", Money;
    StatisticalValue = "item.statistical_value", Money;
    ValuationMethod = "item.valuation_method", Text;
    ItemAdjustment = "item.adjustment", Money;
    ItemNetMass = "item.net_mass", Mass;
    ItemGrossMass = "item.gross_mass", Mass;
    Supplementary = "item.supplementary", Quantity;
    DeclaredRate = "item.declared_rate", Number;
    Payment = "item.payment", Text;
    Packages = "item.packages", Number;
    ItemExportCountry = "item.export_country", Text;
    ItemDestinationCountry = "item.destination_country", Text;
}

impl Target {
    /// The longest value the element takes, in bytes.
    pub(super) fn longest(&self) -> usize {
        match self {
            Self::ItemDescription => 2048,
            Self::DeclarantName
            | Self::AgentName
            | Self::ImporterName
            | Self::ExporterName
            | Self::SellerName
            | Self::BuyerName
            | Self::CarrierName
            | Self::TermsPlace => 512,
            _ => 128,
        }
    }

    /// The text field of a declaration or of its item that the element is kept in.
    pub(super) fn text<'d>(
        &self,
        declaration: &'d mut Declaration,
        item: &'d mut GoodsItem,
    ) -> Option<&'d mut CompactString> {
        let field = match self {
            Self::Id => &mut declaration.id,
            Self::Reference => &mut declaration.reference,
            Self::Function => &mut declaration.function,
            Self::Type => &mut declaration.type_code,
            Self::Office => &mut declaration.office,
            Self::Mode => &mut declaration.mode,
            Self::ExportCountry => &mut declaration.export_country,
            Self::DestinationCountry => &mut declaration.destination_country,
            Self::TermsCondition => &mut declaration.terms.condition,
            Self::TermsPlace => &mut declaration.terms.place,
            Self::ItemDescription => &mut item.description,
            Self::ItemCode => &mut item.code,
            Self::ProcedureCurrent => &mut item.procedure.current,
            Self::ProcedurePrevious => &mut item.procedure.previous,
            Self::OriginNonPreferential => &mut item.origin.non_preferential,
            Self::OriginPreferential => &mut item.origin.preferential,
            Self::Preference => &mut item.preference,
            Self::Quota => &mut item.quota,
            Self::ValuationMethod => &mut item.valuation_method,
            Self::Payment => &mut item.payment,
            Self::ItemExportCountry => &mut item.export_country,
            Self::ItemDestinationCountry => &mut item.destination_country,
            other => return other.party(declaration),
        };
        Some(field)
    }

    fn party<'d>(&self, declaration: &'d mut Declaration) -> Option<&'d mut CompactString> {
        type Part = fn(&mut Party) -> &mut CompactString;
        const ID: Part = |party| &mut party.id;
        const NAME: Part = |party| &mut party.name;
        const COUNTRY: Part = |party| &mut party.country;
        let (party, part) = match self {
            Self::DeclarantId => (&mut declaration.declarant, ID),
            Self::DeclarantName => (&mut declaration.declarant, NAME),
            Self::DeclarantCountry => (&mut declaration.declarant, COUNTRY),
            Self::AgentId => (&mut declaration.agent, ID),
            Self::AgentName => (&mut declaration.agent, NAME),
            Self::AgentCountry => (&mut declaration.agent, COUNTRY),
            Self::ImporterId => (&mut declaration.importer, ID),
            Self::ImporterName => (&mut declaration.importer, NAME),
            Self::ImporterCountry => (&mut declaration.importer, COUNTRY),
            Self::ExporterId => (&mut declaration.exporter, ID),
            Self::ExporterName => (&mut declaration.exporter, NAME),
            Self::ExporterCountry => (&mut declaration.exporter, COUNTRY),
            Self::SellerId => (&mut declaration.seller, ID),
            Self::SellerName => (&mut declaration.seller, NAME),
            Self::SellerCountry => (&mut declaration.seller, COUNTRY),
            Self::BuyerId => (&mut declaration.buyer, ID),
            Self::BuyerName => (&mut declaration.buyer, NAME),
            Self::BuyerCountry => (&mut declaration.buyer, COUNTRY),
            Self::CarrierId => (&mut declaration.carrier, ID),
            Self::CarrierName => (&mut declaration.carrier, NAME),
            Self::CarrierCountry => (&mut declaration.carrier, COUNTRY),
            _ => return None,
        };
        Some(part(party))
    }
}
