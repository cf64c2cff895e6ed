//! The forms, procedures and mails that travel with the program: each is sound, and they fit each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use basis::Language;
use secretariat::case::{Actor, Procedure, Recipient, StateKind, Step, Who};
use secretariat::form::{Answer, Answers, Form};
use secretariat::mail::Template;

const FORM: &str = include_str!("../../../../reference/forms/access-request.toml");
const CASEWORK: &str = include_str!("../../../../reference/casework/access-request.toml");

const MAILS: [(&str, &str); 20] = [
    ("account-locked", include_str!("../../../../reference/mail/account-locked.toml")),
    ("account-made", include_str!("../../../../reference/mail/account-made.toml")),
    ("appointment-ended", include_str!("../../../../reference/mail/appointment-ended.toml")),
    ("case-waiting", include_str!("../../../../reference/mail/case-waiting.toml")),
    ("contact-answered", include_str!("../../../../reference/mail/contact-answered.toml")),
    ("contact-closed", include_str!("../../../../reference/mail/contact-closed.toml")),
    ("contact-received", include_str!("../../../../reference/mail/contact-received.toml")),
    ("contact-withdrawn", include_str!("../../../../reference/mail/contact-withdrawn.toml")),
    ("new-log-in", include_str!("../../../../reference/mail/new-log-in.toml")),
    ("password-reset", include_str!("../../../../reference/mail/password-reset.toml")),
    ("proofs-changed", include_str!("../../../../reference/mail/proofs-changed.toml")),
    ("recertification-due", include_str!("../../../../reference/mail/recertification-due.toml")),
    ("request-appointed", include_str!("../../../../reference/mail/request-appointed.toml")),
    ("request-approved", include_str!("../../../../reference/mail/request-approved.toml")),
    ("request-lapsed", include_str!("../../../../reference/mail/request-lapsed.toml")),
    ("request-received", include_str!("../../../../reference/mail/request-received.toml")),
    ("request-refused", include_str!("../../../../reference/mail/request-refused.toml")),
    ("request-to-focal-point", include_str!("../../../../reference/mail/request-to-focal-point.toml")),
    ("request-to-secretariat", include_str!("../../../../reference/mail/request-to-secretariat.toml")),
    ("request-withdrawn", include_str!("../../../../reference/mail/request-withdrawn.toml")),
];

fn templates() -> Vec<Template> {
    MAILS
        .iter()
        .map(|(name, source)| Template::read(source).unwrap_or_else(|faults| panic!("{name}: {faults}")))
        .collect()
}

fn posted(account: &str, more: &[(&str, &str)]) -> Answers {
    let mut fields: BTreeMap<String, Vec<String>> = [
        ("name", "Ada Example"),
        ("email", "ada@example.org"),
        ("language", "fr"),
        ("account", account),
        ("affiliation", "Customs administration"),
        ("function", "Officer"),
        ("services", "documents"),
        ("reason", "Working documents of the committee"),
        ("consent", "agreed"),
    ]
    .iter()
    .chain(more)
    .map(|(id, value)| ((*id).to_owned(), vec![(*value).to_owned()]))
    .collect();
    fields.retain(|_, values| !values[0].is_empty());
    let (answers, refusals) = Form::read(FORM).unwrap().parse(&fields);
    assert_eq!(refusals, []);
    answers
}

fn missing(answers: &Answers) -> Vec<String> {
    Form::read(FORM).unwrap().check_answers(answers).into_iter().map(|refusal| refusal.question).collect()
}

#[test]
fn all_of_it_is_sound_and_fits() {
    let form = Form::read(FORM).unwrap();
    let procedure = Procedure::read(CASEWORK).unwrap();
    assert_eq!(procedure.check_with(&form, &templates()).0, []);
}

/// What the files of a folder of `reference/` say, however many there are.
fn shipped(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference").join(folder);
    let read = |entry: std::io::Result<fs::DirEntry>| fs::read_to_string(entry.unwrap().path()).unwrap();
    fs::read_dir(folder).unwrap().map(read).collect()
}

#[test]
fn each_step_is_told_by_mail_or_says_why_not() {
    let mails: Vec<Template> = shipped("mail").iter().map(|source| Template::read(source).unwrap()).collect();
    let forms: Vec<Form> = shipped("forms").iter().map(|source| Form::read(source).unwrap()).collect();
    let procedures: Vec<Procedure> =
        shipped("casework").iter().map(|source| Procedure::read(source).unwrap()).collect();
    assert!(mails.len() == MAILS.len() && procedures.len() >= 2);
    for procedure in &procedures {
        let form = forms.iter().find(|form| form.id == procedure.form).unwrap();
        assert_eq!(procedure.check_with(form, &mails).0, []);
        assert!(!procedure.mail.is_empty(), "{}: whoever opens a case hears that it came", procedure.id);
        for step in &procedure.steps {
            let at = format!("{}, {}", procedure.id, step.id);
            if let Some(why) = &step.no_mail {
                assert!(step.mail.is_empty() && why.split_whitespace().count() > 3, "{at}: {why}");
                let mut next = procedure.steps.iter().filter(|next| next.by == Who::System && next.starts_in(&step.to));
                assert!(next.next().is_some() && next.all(|next| !next.mail.is_empty()), "{at}: {why}");
            } else {
                assert!(!step.mail.is_empty(), "{at}: nobody is told");
            }
            if procedure.state(&step.to).unwrap().is_end() {
                ends_in_words(step, &mails, &at);
            }
        }
    }
}

/// Whoever opened the case hears how it ends, with the reason where one has to be given.
fn ends_in_words(step: &Step, mails: &[Template], at: &str) {
    let own = step.mail.iter().find(|mail| mail.to == Recipient::Author);
    let own = own.unwrap_or_else(|| panic!("{at}: the case ends, and whoever opened it is not told"));
    let slots = &mails.iter().find(|mail| mail.id == own.template).unwrap().slots;
    assert!(!step.needs_reason || slots.contains("reason") || slots.contains("answer"), "{at}: why is not told");
}

#[test]
fn every_mail_is_named_as_its_file_and_fills() {
    for ((name, _), template) in MAILS.iter().zip(templates()) {
        assert_eq!(*name, template.id);
        let values: BTreeMap<String, String> =
            template.slots.iter().map(|slot| (slot.clone(), format!("<{slot}>"))).collect();
        for language in Language::ALL {
            let letter = template.fill(language, &values).unwrap();
            assert!(!letter.subject.contains('{') && !letter.body.contains('{'), "{name}");
            assert!(letter.body.lines().all(|line| line == line.trim_end()), "{name}");
        }
    }
}

#[test]
fn french_has_no_break_before_its_double_signs() {
    let french: Vec<String> = templates().iter().map(|mail| format!("{} {}", mail.subject.fr, mail.body.fr)).collect();
    for text in french.iter().map(String::as_str).chain([FORM, CASEWORK]) {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            assert!(![" :", " ;", " ?", " !", "« ", " »"].iter().any(|sign| line.contains(sign)), "{line}");
        }
    }
}

#[test]
fn a_request_says_what_it_has_to() {
    assert_eq!(missing(&posted("public", &[])), [""; 0]);
    assert_eq!(missing(&posted("public", &[("affiliation", ""), ("services", ""), ("reason", "")])), [""; 0]);
    assert_eq!(missing(&posted("member", &[])), ["body"]);
    assert_eq!(missing(&posted("member", &[("body", "FR")])), [""; 0]);
    assert_eq!(missing(&posted("company", &[("affiliation", ""), ("function", "")])), ["affiliation", "function"]);
    assert_eq!(missing(&posted("company", &[("reason", ""), ("consent", "")])), ["reason", "consent"]);
    let short = BTreeMap::from([("reason".to_owned(), vec!["too short".to_owned()])]);
    assert_eq!(Form::read(FORM).unwrap().parse(&short).1.len(), 1);
}

/// Follows a request by these steps and gives the states and the mails on its way.
fn follow(answers: &Answers, steps: &[(&str, Actor)]) -> (String, Vec<(String, Recipient)>) {
    let procedure = Procedure::read(CASEWORK).unwrap();
    let mut state = procedure.start.clone();
    let mut mails: Vec<(String, Recipient)> =
        procedure.mail.iter().map(|mail| (mail.template.clone(), mail.to)).collect();
    for (id, actor) in steps {
        let mut step = procedure.step(&state, id, *actor).unwrap();
        loop {
            state.clone_from(&step.to);
            mails.extend(step.mail.iter().map(|mail| (mail.template.clone(), mail.to)));
            match procedure.route(&state, answers) {
                Some(next) => step = next,
                None => break,
            }
        }
    }
    (state, mails)
}

#[test]
fn a_member_goes_to_the_focal_point_first() {
    let form = Form::read(FORM).unwrap();
    let answers = form.counting(&posted("member", &[("body", "FR")]));
    let (state, mails) = follow(&answers, &[("prove", Actor::AUTHOR)]);
    assert_eq!(state, "with-focal-point");
    assert_eq!(mails[1], ("request-to-focal-point".to_owned(), Recipient::Queue));
    let procedure = Procedure::read(CASEWORK).unwrap();
    let queue = procedure.state(&state).unwrap().queue_key(&answers).unwrap();
    assert_eq!(queue.as_deref(), Some("role:members.focal-point@FR"));
    let (state, mails) =
        follow(&answers, &[("prove", Actor::AUTHOR), ("support", Actor::QUEUE), ("approve", Actor::QUEUE)]);
    assert_eq!(state, "approved");
    let names: Vec<&str> = mails.iter().map(|(template, _)| template.as_str()).collect();
    assert_eq!(names, ["request-received", "request-to-focal-point", "request-to-secretariat", "request-approved"]);
    assert_eq!(follow(&answers, &[("prove", Actor::AUTHOR), ("escalate", Actor::CLOCK)]).0, "with-secretariat");
}

#[test]
fn a_company_goes_straight_to_the_secretariat_and_the_public_needs_nobody() {
    let (state, _) = follow(&posted("company", &[]), &[("prove", Actor::AUTHOR)]);
    assert_eq!(state, "with-secretariat");
    let (state, mails) = follow(&posted("public", &[]), &[("prove", Actor::AUTHOR)]);
    assert_eq!((state.as_str(), mails[1].0.as_str()), ("approved", "request-approved"));
    // A body that was answered before the kind of account was changed leads nowhere.
    let form = Form::read(FORM).unwrap();
    let answers = form.counting(&posted("public", &[("body", "FR")]));
    assert!(!answers.contains_key("body"));
    assert_eq!(follow(&answers, &[("prove", Actor::AUTHOR)]).0, "approved");
}

#[test]
fn a_request_ends_in_one_of_four_ways() {
    let procedure = Procedure::read(CASEWORK).unwrap();
    let ends: BTreeSet<&str> =
        procedure.states.iter().filter(|state| state.is_end()).map(|state| state.id.as_str()).collect();
    assert_eq!(ends, BTreeSet::from(["approved", "refused", "withdrawn", "lapsed"]));
    let done = procedure.states.iter().filter(|state| state.kind == StateKind::Done).count();
    assert_eq!(done, 1);
    assert_eq!(follow(&posted("public", &[]), &[("lapse", Actor::CLOCK)]).0, "lapsed");
    for state in ["received", "with-focal-point", "with-secretariat"] {
        assert_eq!(procedure.step(state, "withdraw", Actor::AUTHOR).unwrap().to, "withdrawn");
    }
    assert!(procedure.step("with-secretariat", "approve", Actor::AUTHOR).is_err());
    assert!(procedure.step("with-secretariat", "refuse", Actor::QUEUE).unwrap().needs_reason);
}

#[test]
fn the_frozen_form_still_reads_old_answers() {
    let json = Form::read(FORM).unwrap().to_json().unwrap();
    let frozen = Form::from_json(&json).unwrap();
    let answers = posted("partner", &[("body", "XP-1"), ("phone", "+32 2 555 01 23")]);
    assert_eq!(frozen.check_answers(&answers), []);
    assert_eq!(answers.get("body"), Some(&Answer::Body("XP-1".to_owned())));
}
