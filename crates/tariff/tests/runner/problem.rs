//! Data files that are wrong are refused, each problem with its file and line.

use super::files::{demonstration_files, read, small};

const RULE: &str = "[[measure]]\nkind = \"third-country\"\ncodes = [\"87\"]\nsource = \"x\"\n";

fn refused(tables: &str, line: usize, part: &str) {
    let problems = small(tables).expect_err(tables);
    let problem = &problems[0];
    assert_eq!(problem.file, "tables.toml", "{problem}");
    assert!(problem.text.contains(part), "{problem} should say `{part}`");
    assert_eq!(problem.line, line, "{problem}");
}

#[test]
fn every_problem_names_its_line() {
    let rates = |rates: &str| format!("{RULE}rates = [\n  {rates}\n]\n");
    refused(&rates("{ valid_from = 2020-01-01, duty = \"5 furlongs\" }"), 6, "furlongs");
    refused(&rates("{ valid_from = 2020-13-01, duty = \"5 %\" }"), 6, "");
    refused(&rates("{ valid_from = 2020-01-01T00:00:00Z, duty = \"5 %\" }"), 6, "is not a day");
    refused(&rates("{ valid_from = 2020-01-02, valid_to = 2020-01-01, duty = \"5 %\" }"), 6, "before it begins");
    refused(&rates("{ valid_from = 2020-01-01, dutty = \"5 %\" }"), 6, "unknown field");
    refused(
        &rates("{ valid_from = 2020-01-01, duty = \"5 %\" },\n  { valid_from = 2021-01-01, duty = \"6 %\" }"),
        7,
        "two measures",
    );
    refused("[[measure\n", 1, "");
    refused("[[measures]]\n", 1, "unknown field");
    let with = |codes: &str| format!("\n{}", RULE.replace("[\"87\"]", codes)) + "rates = []\n";
    refused(&with("[\"871\"]"), 4, "871");
    refused(&with("[\n  \"87\",\n  \"88-85\"]"), 6, "ends before it begins");
    refused(&with("[\"87-8801\"]"), 4, "one length");
    refused(&with("[\"0101010101-9999999999\"]"), 4, "more than 2000");
    refused(&RULE.replace("third-country", "tithe"), 1, "");
    refused(&format!("{}rates = []\n", RULE.replace("third-country", "tithe")), 1, "`tithe` is not a kind of measure");
    refused(&format!("{}rates = []\n", RULE.replace("third-country", "preference")), 1, "names its `scheme`");
    refused(&format!("{RULE}scheme = \"nowhere\"\nrates = []\n"), 1, "no preference scheme is called `nowhere`");
    refused(&format!("{RULE}rounding = \"up\"\nrates = []\n"), 1, "`up` is not a rounding");
    refused("[[claim]]\ncode = \"1\"\noption = \"gift\"\n", 1, "`gift` is not an option");
}

#[test]
fn areas_quotas_and_rates_of_exchange_are_checked() {
    let area = "[[area]]\nid = \"a\"\nname = { en = \"A\", fr = \"A\" }\nsource = \"x\"\nmembers = [{ country = \"XA\", valid_from = 2020-01-01 }]\n";
    refused(&format!("{area}{area}"), 6, "defined twice");
    let other = area.replace("\"a\"", "\"b\"");
    let dumping = |area: &str| {
        format!(
            "[[measure]]\nkind = \"anti-dumping\"\ncodes = [\"87\"]\nsource = \"x\"\narea = \"{area}\"\nrates = [{{ valid_from = 2020-01-01, duty = \"5 %\" }}]\n"
        )
    };
    refused(&format!("{area}{other}{}{}", dumping("a"), dumping("b")), 22, "two areas with anti-dumping");
    let quota = |periods: &str| {
        format!(
            "[[quota]]\norder = \"1\"\nname = {{ en = \"Q\", fr = \"Q\" }}\nsource = \"x\"\nperiods = [{periods}]\n"
        )
    };
    let year = "{ valid_from = 2020-01-01, valid_to = 2020-12-31, volume = \"5\", unit = \"kg\" }";
    refused(&quota(&format!("{year}, {year}")), 1, "two periods");
    refused(&quota(&year.replace("\"kg\"", "\"kg\", exhausted = 2021-01-01")), 1, "outside the quota's period");
    refused(&quota(&year.replace("\"kg\"", "\"stone\"")), 1, "`stone` is not a unit");
    let exchange = |rates: &str| {
        format!("[[exchange]]\nvalid_from = 2020-01-01\nvalid_to = 2020-12-31\nsource = \"x\"\nrates = {{ {rates} }}\n")
    };
    refused(&exchange("USD = \"-1\""), 1, "not above zero");
    refused(&exchange("USD = \"one\""), 1, "not a decimal");
    refused(&exchange("GBP = \"1\""), 1, "own currency");
    refused(&format!("{}{}", exchange("USD = \"1\""), exchange("USD = \"2\"")), 6, "two rates");
}

#[test]
fn a_preference_holds_only_while_its_scheme_does() {
    let tables = "[[area]]\nid = \"a\"\nname = { en = \"A\", fr = \"A\" }\nsource = \"x\"\nmembers = []\n[[scheme]]\nid = \"s\"\nname = { en = \"S\", fr = \"S\" }\narea = \"a\"\ndirect_consignment = true\nvalid_from = 2020-01-01\nvalid_to = 2021-12-31\nsource = \"x\"\n[[measure]]\nkind = \"preference\"\nscheme = \"s\"\ncodes = [\"87\"]\nsource = \"x\"\nrates = [{ valid_from = 2020-01-01, duty = \"free\" }]\n";
    refused(tables, 19, "on which the scheme `s` does not");
    assert!(small(&tables.replace("duty = \"free\"", "valid_to = 2021-12-31, duty = \"free\"")).is_ok());
}

#[test]
fn a_tariff_names_its_member_once() {
    let files: Vec<_> = demonstration_files().into_iter().filter(|(name, _)| name != "member.toml").collect();
    let problems = read(&files).unwrap_err();
    assert!(problems.iter().any(|problem| problem.text.contains("names the Member")), "{problems:?}");
    assert!(small("[member]\ncode = \"XT\"\ncurrency = \"GBP\"\ndemonstration = true\ncounts_transport = true\nname = { en = \"T\", fr = \"T\" }\nnotice = { en = \"T\", fr = \"T\" }\n").unwrap_err()[0].text.contains("twice"));
}
