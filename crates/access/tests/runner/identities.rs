//! Names, addresses, codes, roles, appointments, viewers.

use access::{
    BodyCode, BodyKind, Key, Level, MarksFault, PersonId, PersonName, Proposal, ProposalRefused, Role, Roles,
    RolesError, Scope, Service, Viewer, email,
};
use proptest::prelude::*;

use crate::runner::people::{NOW, appointment, person, roles, session};

#[test]
fn names_of_every_script_are_taken() {
    for name in ["Ana Silva", "O'Neill-Ångström", "李明", "محمد بن سلمان", "Ελένη", "N'Golo", "X Æ A-12", "Иван"]
    {
        assert_eq!(PersonName::read(name).unwrap().as_str(), name);
    }
    assert_eq!(PersonName::read("  Ana\t\n Silva ").unwrap().as_str(), "Ana Silva");
    for name in ["", "   ", "a\u{0}b", "evil\u{202e}txt", "zero\u{200b}width", &"x".repeat(121)] {
        let refused = PersonName::read(name).unwrap_err();
        assert_ne!(refused.text().en, refused.text().fr, "{name}");
    }
    // Markup is a name like any other: it is text wherever it is shown.
    assert!(PersonName::read("<script>alert(1)</script>").is_ok());
}

#[test]
fn addresses_are_checked_and_compared() {
    for address in ["a@b.example", "ana.silva+x@customs.gov.md", "用户@例子.广告", "o'neill@x-y.example"] {
        assert!(email::read(address).is_ok(), "{address}");
    }
    assert_eq!(email::read(" Ana@CUSTOMS.Example ").unwrap(), "Ana@customs.example");
    assert_eq!(email::folded("Ana@customs.example"), email::folded("ANA@customs.example"));
    let long = format!("{}@b.example", "a".repeat(65));
    let longer = format!("a@{}example", "abc.".repeat(70));
    for address in [
        "",
        "a",
        "@b.example",
        "a@",
        "a@b",
        "a b@c.example",
        "a@b..example",
        ".a@b.example",
        "a@-b.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b@c.example ",
        "\"a\"@b.example",
        &long,
        &longer,
    ] {
        assert!(address.contains("@b@") || email::read(address).is_err(), "{address}");
    }
    assert!(email::read("a@b@c.example").is_err());
}

#[test]
fn codes_and_roles_are_read_back() {
    for code in ["MD", "SECRETARIAT", "HSC", "TRADER-12"] {
        assert_eq!(code.parse::<BodyCode>().unwrap().as_str(), code);
    }
    for code in ["", "M", "md", "M D", "ABCDEFGHIJKLM", "M'D", "MÖ"] {
        assert!(code.parse::<BodyCode>().is_err(), "{code}");
    }
    assert_eq!("documents.officer".parse::<Role>().unwrap().to_string(), "documents.officer");
    for role in ["", "documents", "documents.", ".officer", "kitchen.chef", "documents.Officer", "documents.of ficer"] {
        assert!(role.parse::<Role>().is_err(), "{role}");
    }
    for scope in Scope::all() {
        assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
    }
    assert!("documents:all".parse::<Scope>().is_err());
    assert!("x".parse::<PersonId>().is_err());
    let upper = "0190A0B0-0000-7000-8000-00000000000F";
    assert_eq!(upper.parse::<PersonId>().unwrap().as_str(), upper.to_ascii_lowercase());
}

#[test]
fn roles_that_contradict_each_other_are_refused() {
    let role = |id: &str, by: &str, bodies: &str| {
        format!(
            "[[role]]\nid = \"{id}\"\ntitle = {{ en = \"A\", fr = \"B\" }}\nnote = {{ en = \"A\", fr = \"B\" }}\n\
             bodies = [{bodies}]\nappointed_by = [{by}]\n"
        )
    };
    let one = role("documents.a", "\"documents.a\"", "\"member\"");
    assert!(Roles::read(&one).is_ok());
    assert!(matches!(Roles::read(&format!("{one}{one}")), Err(RolesError::Twice(_))));
    let unknown = role("documents.a", "\"documents.b\"", "\"member\"");
    assert!(matches!(Roles::read(&unknown), Err(RolesError::Unknown { .. })));
    assert!(matches!(Roles::read(&role("documents.a", "", "\"member\"")), Err(RolesError::Closed(_))));
    assert!(matches!(Roles::read(&role("documents.a", "\"documents.a\"", "")), Err(RolesError::Closed(_))));
    assert!(matches!(Roles::read("role = 1"), Err(RolesError::Form(_))));
    let kept_alone = format!("{one}officer = true\n");
    assert!(matches!(Roles::read(&kept_alone), Err(RolesError::Alone(_))), "one person makes an officer");
    assert!(Roles::read(&format!("{kept_alone}two_persons = true\n")).is_ok());
    let beside = format!("{one}never_with = [\"documents.b\"]\n");
    assert!(matches!(Roles::read(&beside), Err(RolesError::Unknown { .. })));
    assert!(roles().iter().count() >= 10);
}

/// What an approved request gives, and who gives what two persons give.
#[test]
fn the_roles_say_who_gives_them() {
    let roles = roles();
    let told = |given: fn(&access::RoleFacts) -> bool| -> Vec<String> {
        roles.iter().filter(|facts| given(facts)).map(|facts| facts.id.to_string()).collect()
    };
    let requested = ["members.delegate", "members.observer", "clearance.officer", "clearance.declarant"];
    assert_eq!(told(|facts| facts.granted_by_request), requested);
    assert!(!roles.iter().any(|facts| facts.granted_by_request && facts.two_persons));
    let two = [
        "administration.administrator",
        "administration.auditor",
        "members.focal-point",
        "documents.officer",
        "access.officer",
        "contact.officer",
    ];
    assert_eq!(told(|facts| facts.two_persons), two);
    // Whoever is named as giving a role is one whom a policy lets appoint.
    let by = |facts: &access::RoleFacts, role: &str| facts.appointed_by.iter().any(|one| one.to_string() == role);
    let appointers = ["members.focal-point", "administration.administrator"];
    for facts in roles.iter() {
        let known = facts.appointed_by.iter().all(|one| appointers.contains(&one.to_string().as_str()));
        assert!(known && by(facts, "administration.administrator"), "{}", facts.id);
    }
}

#[test]
fn marks_say_what_is_wrong_with_them_and_what_they_open() {
    let key = |text: &str| Key::kept(text.to_owned());
    let marks =
        |level, audience: &str| access::Marks { level, audience: [key(audience)].into(), ..access::Marks::public() };
    let faults = |marks: &access::Marks| marks.faults().into_iter().collect::<Vec<_>>();
    for level in Level::ALL {
        let beyond = if level > Level::Public { vec![MarksFault::Open] } else { vec![] };
        for open in ["anyone", "account", "partners"] {
            assert_eq!(faults(&marks(level, open)), beyond);
        }
        let whole = if level == Level::Confidential { vec![MarksFault::Whole] } else { vec![] };
        assert_eq!(faults(&marks(level, "members")), whole);
        for named in ["body:MD", "role:documents.officer", "person:1"] {
            assert!(faults(&marks(level, named)).is_empty());
        }
    }
    let over = access::Marks { publish_from: NOW, retain_until: NOW, ..access::Marks::public() };
    assert_eq!(faults(&over), [MarksFault::Over]);
    let mut record = access::Record::standing(access::RecordKind::Document, Service::Documents);
    let before = access::Marks {
        compartment: Some(key("body:HSC")),
        publish_from: NOW + 10,
        retain_until: NOW + 100,
        ..marks(Level::Restricted, "body:MD")
    };
    before.set_on(&mut record);
    assert!(access::Marks::of(&record) == before && !before.release(&record, NOW));
    let same = || before.clone();
    let closer = access::Marks { level: Level::Confidential, publish_from: NOW + 20, retain_until: NOW + 50, ..same() };
    assert!(!closer.release(&record, NOW));
    assert!(!access::Marks { audience: [].into(), ..same() }.release(&record, NOW));
    let wider = [
        access::Marks { level: Level::Members, ..same() },
        access::Marks { audience: [key("body:MD"), key("body:OS")].into(), ..same() },
        access::Marks { audience: [key("body:OS")].into(), ..same() },
        access::Marks { compartment: None, ..same() },
        access::Marks { compartment: Some(key("members")), ..same() },
        access::Marks { publish_from: NOW + 9, ..same() },
        access::Marks { retain_until: NOW + 101, ..same() },
    ];
    for marks in &wider {
        assert!(marks.release(&record, NOW), "{marks:?}");
    }
    assert!(!wider[5].release(&record, NOW + 10), "it is given out already");
    record.level = Level::Members;
    assert!(!wider[1].release(&record, NOW), "what is not restricted is its service's");
}

#[test]
fn an_appointment_holds_for_its_time_alone() {
    let ana = person(1);
    let mut held = appointment(&ana, "MD", BodyKind::Member, "members.delegate");
    (held.from, held.until, held.certified_at) = (NOW, Some(NOW + 100), NOW);
    assert!(!held.holds(NOW - 1) && held.holds(NOW) && held.holds(NOW + 99) && !held.holds(NOW + 100));
    held.ended_at = Some(NOW + 50);
    assert!(held.holds(NOW + 49) && !held.holds(NOW + 50));
    (held.until, held.ended_at) = (None, None);
    assert!(held.holds(held.lapses_at() - 1) && !held.holds(held.lapses_at()), "nobody certified it");
}

#[test]
fn a_viewer_holds_what_the_appointments_give() {
    let ana = person(1);
    let roles = roles();
    let member = appointment(&ana, "MD", BodyKind::Member, "members.delegate");
    let mut over = appointment(&ana, "HSC", BodyKind::Body, "members.participant");
    over.ended_at = Some(NOW);
    let foreign = appointment(&person(2), "OS", BodyKind::Member, "members.focal-point");
    let viewer = Viewer::of(ana.clone(), &[member, over, foreign], &roles, session(true, true), NOW);
    let keys: Vec<&str> = viewer.keys().iter().map(Key::as_str).collect();
    let expected = [
        "account",
        "anyone",
        "body:MD",
        "members",
        "person:00000000-0000-7000-8000-000000000001",
        "role:members.delegate",
        "role:members.delegate@MD",
    ];
    assert_eq!(keys, expected);
    assert!(viewer.officer_of().is_empty() && viewer.focal_of().is_empty() && !viewer.is_outside());
    assert!(viewer.has_second_factor() && viewer.is_fresh(NOW) && !viewer.is_fresh(NOW + 600_000_000));
    assert!(!viewer.is_fresh(NOW - 3_000_000), "a clock that was set back gives no proof");
    let officer = appointment(&ana, "SECRETARIAT", BodyKind::Secretariat, "documents.officer");
    let viewer = Viewer::of(ana.clone(), &[officer], &roles, session(false, false), NOW);
    assert!(viewer.officer_of().contains(&Service::Documents) && !viewer.is_fresh(NOW));
    let mut unknown = appointment(&ana, "MD", BodyKind::Member, "members.delegate");
    unknown.role = "members.nobody".parse().unwrap();
    let viewer = Viewer::of(ana, &[unknown], &roles, session(true, true), NOW);
    assert_eq!(viewer.keys().len(), 3, "a role that is not listed gives nothing");
    assert_eq!((Viewer::visitor().actor(), Viewer::program().actor()), ("visitor", "program"));
}

#[test]
fn two_persons_are_two_persons_in_two_sessions() {
    let asked = Proposal { asked_by: person(1), asked_session: "s1".to_owned(), asked_at: NOW, decided: None };
    let day = 86_400_000_000;
    assert_eq!(asked.decidable(&person(2), "s2", NOW), Ok(()));
    assert_eq!(asked.decidable(&person(1), "s2", NOW), Err(ProposalRefused::SamePerson));
    assert_eq!(asked.decidable(&person(2), "s1", NOW), Err(ProposalRefused::SameSession));
    assert_eq!(asked.decidable(&person(2), "s2", NOW + 3 * day), Err(ProposalRefused::Lapsed));
    let decided = Some(access::Approval { by: person(2), session: "s2".to_owned(), approved: false });
    let asked = Proposal { decided, ..asked };
    assert_eq!(asked.decidable(&person(3), "s3", NOW), Err(ProposalRefused::Decided));
    assert_ne!(ProposalRefused::Lapsed.text().en, ProposalRefused::Lapsed.text().fr);
}

proptest! {
    #[test]
    fn whatever_is_typed_is_answered(typed in "\\PC{0,300}|.{0,300}") {
        let _ = (PersonName::read(&typed), email::read(&typed), typed.parse::<BodyCode>(), typed.parse::<Role>());
        let _ = (typed.parse::<Scope>(), typed.parse::<PersonId>(), access::password::check(&typed, &[&typed]));
    }

    #[test]
    fn an_address_that_is_taken_has_one_line_and_one_domain(typed in "[a-z.@ \\r\\n<>-]{1,40}") {
        if let Ok(address) = email::read(&typed) {
            prop_assert!(!address.contains(['\r', '\n', ' ', '<', '>']));
            prop_assert_eq!(address.matches('@').count(), 1);
        }
    }
}
