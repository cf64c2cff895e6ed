//! The local names that occur in messages and that reading or binding asks for, as small numbers.

/// Declares the names once: the variant, and its text where the two differ.
macro_rules! names {
    ($($variant:ident $(= $text:literal)?),* $(,)?) => {
        /// The local name of an element, interned: comparing two names is comparing two small numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Name {
            $(
                #[doc = concat!("The local name `", names!(@text $variant $($text)?), "`.")]
                $variant,
            )*
            /// A name that nothing here asks for; its text is still in the message.
            Other,
        }

        const TEXTS: &[(&str, Name)] = &[$((names!(@text $variant $($text)?), Name::$variant)),*];
    };
    (@text $variant:ident) => { stringify!($variant) };
    (@text $variant:ident $text:literal) => { $text };
}

names! {
    AcceptanceDateTime, AdditionCode, AdditionalDocument, AdditionalInformation, Address, AdValoremTaxBaseAmount,
    AeoMutualRecognitionParty = "AEOMutualRecognitionParty", Agent, Amendment, AmountAmount, ArrivalTransportMeans,
    AuthorisationHolder, BorderTransportMeans, Buyer, Carrier, CategoryCode, ChangeReasonCode, ChargeDeduction,
    ChargesTypeCode, CityName, Classification, Commodity, ConditionCode, Consignee, Consignment, ConsignmentItem,
    Consignor, ContainerCode, CountryCode, CurrencyExchange, CurrentCode, CustomsValuation, CustomsValueAmount,
    DateTimeString, Declarant, Declaration, DeclarationOfficeId = "DeclarationOfficeID", DepartureTransportMeans,
    Description, Destination, DocumentSectionCode, DomesticDutyTaxParty, DutyRegimeCode, DutyTaxFee, Error,
    ExitOffice, ExportCountry, Exporter, Freight, FreightChargeAmount, FunctionCode,
    FunctionalReferenceId = "FunctionalReferenceID", GoodsItemQuantity, GoodsLocation, GoodsMeasure, GoodsShipment,
    GovernmentAgencyGoodsItem, GovernmentProcedure, GrossMassMeasure, Id = "ID", IdentificationTypeCode, Importer,
    Invoice, InvoiceAmount, InvoiceLine, IssueDateTime, ItemChargeAmount, Itinerary, Line, LineNumeric,
    LocationId = "LocationID", LocationName, LpcoExemptionCode = "LPCOExemptionCode",
    MarksNumbersId = "MarksNumbersID", MetaData, MethodCode, ModeCode, NameElement = "Name", NetNetWeightMeasure,
    ObligationGuarantee, Origin, OtherChargeDeductionAmount, Packaging, Payer, Payment, PaymentAmount,
    PaymentMethodCode, Pointer, PostcodeId = "PostcodeID", PresentationOffice, PreviousCode, PreviousDocument,
    QuantityQuantity, QuotaOrderId = "QuotaOrderID", ReferenceId = "ReferenceID", RegionId = "RegionID",
    RegistrationNationalityCode, Response, RoleCode, RoutingCountryCode, Seal, SecurityDetailsCode, Seller,
    SequenceNumeric, SpecificTaxBaseQuantity, StatementCode, StatementDescription, StatementTypeCode,
    StatisticalValueAmount, Submitter, SupervisingOffice, TagId = "TagID", TariffQuantity, TaxAssessedAmount,
    TaxRateNumeric, TotalGrossMassMeasure, TotalPackageQuantity, TradeTerms,
    TraderAssignedReferenceId = "TraderAssignedReferenceID", TransactionNatureCode, TransportEquipment, TypeCode,
    Ucr = "UCR", ValidationCode, ValuationAdjustment, Warehouse, WriteOff,
}

/// Slots of the table; a power of two, about four for each name.
const SLOTS: usize = 512;

/// Where a name's search begins: a mix of its length and four of its bytes, all of which the names differ in.
#[expect(clippy::indexing_slicing, reason = "the first, middle and last bytes of a slice that is not empty")]
const fn slot(text: &[u8]) -> usize {
    let length = text.len();
    if length == 0 {
        return 0;
    }
    let second = text[length / 4] as usize;
    let middle = text[length / 2] as usize;
    let late = text[length - 1 - length / 4] as usize;
    let mixed = (text[0] as usize) * 67 + second * 31 + middle * 131 + late * 193 + length * 389;
    mixed & (SLOTS - 1)
}

#[expect(clippy::indexing_slicing, reason = "evaluated when the program is built: an index out of range stops it")]
const fn table() -> [u8; SLOTS] {
    let mut table = [0_u8; SLOTS];
    let mut index = 0;
    while index < TEXTS.len() {
        let mut at = slot(TEXTS[index].0.as_bytes());
        while table[at] != 0 {
            at = (at + 1) & (SLOTS - 1);
        }
        table[at] = index as u8 + 1;
        index += 1;
    }
    table
}

static TABLE: [u8; SLOTS] = table();

impl Name {
    /// The name of a text; `Other` where nothing asks for it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut at = slot(text.as_bytes());
        loop {
            let entry = match TABLE.get(at) {
                Some(0) | None => return Self::Other,
                Some(index) => TEXTS.get(usize::from(*index) - 1),
            };
            match entry {
                Some((known, name)) if *known == text => return *name,
                _ => at = (at + 1) & (SLOTS - 1),
            }
        }
    }

    /// The local name as it stands in a message; empty for `Other`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        TEXTS.get(self as usize).map_or("", |(text, _)| text)
    }

    /// Every interned name, in the order of the list.
    pub fn all() -> impl Iterator<Item = Self> {
        TEXTS.iter().map(|(_, name)| *name)
    }
}
