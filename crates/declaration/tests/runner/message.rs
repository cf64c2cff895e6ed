//! Binding of messages.

use basis::{CompactString, Place};
use datamodel::{Limits, Message, xml};
use declaration::message::from_message;
use declaration::{Kind, Procedure};

fn read(text: &str) -> Message<'_> {
    xml::read(text.as_bytes(), &Limits::default()).unwrap()
}

fn declaration(body: &str) -> String {
    format!(
        "<md:MetaData xmlns:md='u'><md:WCOTypeName>DEC</md:WCOTypeName><Declaration>{body}</Declaration></md:MetaData>"
    )
}

const WHOLE: &str = "<FunctionCode>9</FunctionCode><FunctionalReferenceID>LRN1</FunctionalReferenceID>
<TypeCode>IMA</TypeCode><AcceptanceDateTime><p:DateTimeString xmlns:p='q' formatCode='304'>20240930093029+01</p:DateTimeString></AcceptanceDateTime>
<GoodsItemQuantity>1</GoodsItemQuantity><InvoiceAmount currencyID='USD'>1000.50</InvoiceAmount>
<TotalGrossMassMeasure unitCode='TNE'>0.15</TotalGrossMassMeasure><TotalPackageQuantity>50</TotalPackageQuantity>
<Declarant><ID>D1</ID></Declarant><BorderTransportMeans><ModeCode>1</ModeCode></BorderTransportMeans>
<Consignment><Carrier><ID>C1</ID></Carrier></Consignment>
<Exporter><Name>Clipper</Name><Address><CountryCode>US</CountryCode></Address></Exporter>
<GoodsShipment>
 <CustomsValuation><FreightChargeAmount currencyID='GBP'>13.75</FreightChargeAmount>
  <ChargeDeduction><ChargesTypeCode>AK</ChargesTypeCode><OtherChargeDeductionAmount currencyID='GBP'>7</OtherChargeDeductionAmount></ChargeDeduction></CustomsValuation>
 <Destination><CountryCode>GB</CountryCode></Destination><ExportCountry><ID>US</ID></ExportCountry>
 <GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric>
  <StatisticalValueAmount currencyID='GBP'>1020</StatisticalValueAmount>
  <AdditionalDocument><CategoryCode>N</CategoryCode><ID>I-1</ID><TypeCode>935</TypeCode><LPCOExemptionCode>AC</LPCOExemptionCode></AdditionalDocument>
  <Commodity><Description>shavers &amp; clippers</Description>
   <Classification><ID>85109000</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>
   <Classification><ID>00</ID><IdentificationTypeCode>TRC</IdentificationTypeCode></Classification>
   <Classification><ID>VATS</ID><IdentificationTypeCode>GN</IdentificationTypeCode></Classification>
   <DutyTaxFee><TypeCode>B00</TypeCode></DutyTaxFee>
   <DutyTaxFee><DutyRegimeCode>120</DutyRegimeCode><QuotaOrderID>054077</QuotaOrderID><Payment><MethodCode>E</MethodCode></Payment></DutyTaxFee>
   <GoodsMeasure><GrossMassMeasure>150</GrossMassMeasure><NetNetWeightMeasure unitCode='KGM#G'>100</NetNetWeightMeasure><TariffQuantity unitCode='ASV'>12.5</TariffQuantity></GoodsMeasure>
   <InvoiceLine><ItemChargeAmount currencyID='USD'>1000.50</ItemChargeAmount></InvoiceLine></Commodity>
  <CustomsValuation><MethodCode>1</MethodCode></CustomsValuation>
  <GovernmentProcedure><CurrentCode>000</CurrentCode></GovernmentProcedure>
  <GovernmentProcedure><CurrentCode>40</CurrentCode><PreviousCode>00</PreviousCode></GovernmentProcedure>
  <Origin><CountryCode>US</CountryCode><TypeCode>1</TypeCode></Origin><Origin><CountryCode>MX</CountryCode><TypeCode>2</TypeCode></Origin>
  <Packaging><SequenceNumeric>1</SequenceNumeric><MarksNumbersID>BX</MarksNumbersID><QuantityQuantity>50</QuantityQuantity><TypeCode>BX</TypeCode></Packaging>
  <ValuationAdjustment><AdditionCode>0000</AdditionCode></ValuationAdjustment>
 </GovernmentAgencyGoodsItem>
 <Importer><ID>I1</ID></Importer><TradeTerms><ConditionCode>CIF</ConditionCode><LocationID>GBLON</LocationID></TradeTerms>
</GoodsShipment>";

#[test]
fn binds_what_a_declaration_says() {
    let text = declaration(WHOLE);
    let message = read(&text);
    let (declaration, places) = from_message(&message, super::record()).unwrap();
    assert!(places.findings().is_empty());
    assert_eq!(
        (declaration.id.as_str(), declaration.type_code.as_str(), declaration.kind),
        ("LRN1", "IMA", Kind::Declaration)
    );
    assert_eq!(declaration.acceptance, Some(super::day("2024-09-30")));
    assert_eq!(declaration.invoice.unwrap().to_string(), "1000.50 USD");
    assert_eq!(declaration.gross_mass.unwrap().normalize().to_string(), "150");
    assert_eq!((declaration.mode.as_str(), declaration.carrier.id.as_str()), ("1", "C1"));
    assert_eq!((declaration.exporter.country.as_str(), declaration.export_country.as_str()), ("US", "US"));
    assert_eq!((declaration.terms.condition.as_str(), declaration.terms.place.as_str()), ("CIF", "GBLON"));
    let charges: Vec<String> = declaration.adjustments.iter().map(|a| format!("{} {}", a.code, a.amount)).collect();
    assert_eq!(charges, ["117 13.75 GBP", "AK 7 GBP"]);
    let item = &declaration.items[0];
    assert_eq!((item.sequence, item.code.as_str()), (1, "8510900000"));
    assert_eq!(item.description, "shavers & clippers");
    let additional: Vec<CompactString> = vec!["000".into()];
    assert_eq!(item.procedure, Procedure { current: "40".into(), previous: "00".into(), additional });
    assert_eq!((item.origin.non_preferential.as_str(), item.origin.preferential.as_str()), ("US", "MX"));
    assert_eq!((item.preference.as_str(), item.quota.as_str(), item.payment.as_str()), ("120", "054077", "E"));
    assert_eq!(
        item.supplementary.as_ref().map(|q| (q.amount.to_string(), q.unit.to_string())),
        Some(("12.5".into(), "ASV".into()))
    );
    assert_eq!((item.documents[0].code.as_str(), item.documents[0].status.as_str()), ("N935", "AC"));
    assert_eq!((item.valuation_method.as_str(), item.valuation_indicators.as_str()), ("1", "0000"));
    assert_eq!(item.packages[0].count.unwrap().to_string(), "50");
    assert_eq!(places.of("42A/67A/74A:R038"), Some(Place { line: 30, column: 12 }));
    assert_eq!(places.of("42A/67A/68A[1]/23A/65A:128").map(|place| place.line), Some(21));
}

#[test]
fn what_cannot_be_read_becomes_a_finding_with_its_place() {
    let body = "<FunctionCode>9</FunctionCode><AcceptanceDateTime>\n<DateTimeString>20241345</DateTimeString></AcceptanceDateTime>
<GoodsItemQuantity>-1</GoodsItemQuantity><InvoiceAmount>12</InvoiceAmount>
<GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>2</SequenceNumeric><Commodity><GoodsMeasure>
<NetNetWeightMeasure>1,5</NetNetWeightMeasure><GrossMassMeasure unitCode='LBR'>3</GrossMassMeasure></GoodsMeasure>
<InvoiceLine><ItemChargeAmount currencyID='GBP'>NaN</ItemChargeAmount></InvoiceLine></Commodity>
</GovernmentAgencyGoodsItem></GoodsShipment>";
    let text = declaration(body);
    let message = read(&text);
    let (declaration, places) = from_message(&message, super::record()).unwrap();
    let found: Vec<_> = places
        .findings()
        .iter()
        .map(|f| {
            (f.notice.code.as_str(), f.pointer.as_ref().unwrap().0.as_str(), f.value.as_str(), f.place.unwrap().line)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("value-not-a-date", "42A:023", "20241345", 2),
            ("value-not-a-count", "42A:228", "-1", 3),
            ("amount-without-currency", "42A:109", "12", 3),
            ("value-not-a-number", "42A/67A/68A[2]/23A/65A:128", "1,5", 5),
            ("mass-in-other-unit", "42A/67A/68A[2]/23A/65A:126", "3", 5),
            ("value-not-a-number", "42A/67A/68A[2]/23A/79A:112", "NaN", 6),
        ]
    );
    assert_eq!((declaration.invoice, declaration.items[0].net_mass, declaration.items[0].price), (None, None, None));
}

#[test]
fn function_code_13_is_an_amendment_and_the_given_id_wins() {
    let text =
        declaration("<FunctionCode>13</FunctionCode><FunctionalReferenceID>L</FunctionalReferenceID><ID>MRN1</ID>");
    let message = read(&text);
    let (declaration, _) = from_message(&message, super::record()).unwrap();
    assert_eq!((declaration.kind, declaration.id.as_str(), declaration.items.len()), (Kind::Amendment, "MRN1", 0));
}

#[test]
fn a_procedure_of_four_digits_holds_both_codes() {
    let item = |codes: &str| {
        let text = declaration(&format!(
            "<GoodsShipment><GovernmentAgencyGoodsItem>{codes}</GovernmentAgencyGoodsItem></GoodsShipment>"
        ));
        let message = read(&text);
        let (declaration, _) = from_message(&message, super::record()).unwrap();
        declaration.items[0].procedure.clone()
    };
    let four = item("<GovernmentProcedure><CurrentCode>4071</CurrentCode></GovernmentProcedure>");
    assert_eq!((four.current.as_str(), four.previous.as_str()), ("40", "71"));
    let none = item("");
    assert_eq!(none, Procedure::default());
}

#[test]
fn other_messages_are_none_and_say_what_they_are() {
    let response = read(
        "<MetaData><Response><FunctionCode>01</FunctionCode><Declaration><ID>1</ID></Declaration></Response></MetaData>",
    );
    assert!(from_message(&response, super::record()).is_none());
    assert_eq!(response.describe().en, "a MetaData message that carries `Response`, not `Declaration`");
    let request = read("<inventoryLinkingMovementRequest><Declaration/></inventoryLinkingMovementRequest>");
    assert!(from_message(&request, super::record()).is_none());
    assert_eq!(
        request.describe().fr,
        "un message `inventoryLinkingMovementRequest` et non un message MetaData avec `Declaration`"
    );
}
