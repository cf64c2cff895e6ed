//! Procedures as data: what reads, what is refused, who may do what.

use secretariat::Faults;
use secretariat::case::{Actor, Procedure, QueueError, Step, StepRefused, Submission, is_queue, queue_key};
use secretariat::form::{Answer, Answers, Form};
use secretariat::mail::Template;

const HEAD: &str = r#"
id = "sample"
form = "sample"
title = { en = "Sample", fr = "Exemple" }
start = "begun"
"#;

const STATES: &str = r#"
state = [
    { id = "begun", title = { en = "a", fr = "b" }, kind = "open", deadline = { days = 3, at = 17, time_zone = "Europe/Brussels" } },
    { id = "sorted", title = { en = "a", fr = "b" }, kind = "open" },
    { id = "waiting", title = { en = "a", fr = "b" }, kind = "open", queue = "role:access.officer" },
    { id = "done", title = { en = "a", fr = "b" }, kind = "done" },
    { id = "refused", title = { en = "a", fr = "b" }, kind = "refused" },
]
"#;

const STEPS: [&str; 5] = [
    r#"{ id = "send", from = ["begun"], to = "sorted", title = { en = "a", fr = "b" }, by = "author", needs_complete_form = true, no_mail = "a test" }"#,
    r#"{ id = "quick", from = ["sorted"], to = "done", title = { en = "a", fr = "b" }, by = "system", when = { question = "quick", is = "yes" }, no_mail = "a test" }"#,
    r#"{ id = "slow", from = ["sorted"], to = "waiting", title = { en = "a", fr = "b" }, by = "system", mail = [{ template = "waiting", to = "queue" }] }"#,
    r#"{ id = "refuse", from = ["waiting"], to = "refused", title = { en = "a", fr = "b" }, by = "queue", needs_reason = true, no_mail = "a test" }"#,
    r#"{ id = "lapse", from = ["begun"], to = "refused", title = { en = "a", fr = "b" }, by = "clock", no_mail = "a test" }"#,
];

fn read(states: &str, steps: &[&str]) -> Result<Procedure, Faults> {
    Procedure::read(&format!("{HEAD}{states}\nstep = [\n{}\n]", steps.join(",\n")))
}

fn sample() -> Procedure {
    read(STATES, &STEPS).unwrap()
}

fn words(states: &str, steps: &[&str]) -> String {
    read(states, steps).unwrap_err().to_string()
}

#[test]
fn a_sound_procedure_reads_and_is_frozen() {
    let procedure = sample();
    let json = procedure.to_json().unwrap();
    assert_eq!(Procedure::from_json(&json).unwrap(), procedure);
    assert_eq!(Procedure::from_json(&json).unwrap().to_json().unwrap(), json);
}

#[test]
fn steps_are_for_those_they_are_for() {
    let procedure = sample();
    assert_eq!(procedure.step("begun", "send", Actor::AUTHOR).unwrap().to, "sorted");
    let refused = |state, step, actor| procedure.step(state, step, actor).unwrap_err();
    assert_eq!(refused("begun", "send", Actor::QUEUE), StepRefused::NotYours("send".into()));
    assert_eq!(refused("begun", "lapse", Actor::AUTHOR), StepRefused::NotYours("lapse".into()));
    assert_eq!(refused("waiting", "send", Actor::AUTHOR), {
        StepRefused::NotFromHere { step: "send".into(), state: "waiting".into() }
    });
    assert_eq!(refused("done", "send", Actor::AUTHOR), StepRefused::Ended("done".into()));
    assert_eq!(refused("begun", "fly", Actor::AUTHOR), StepRefused::UnknownStep("fly".into()));
    assert_eq!(refused("nowhere", "send", Actor::AUTHOR), StepRefused::UnknownState("nowhere".into()));
    let both = Actor { author: true, ..Actor::QUEUE };
    assert_eq!(procedure.open_to("waiting", both).len(), 1);
    assert!(procedure.open_to("waiting", Actor::NOBODY).is_empty());
    assert!(procedure.open_to("refused", Actor::QUEUE).is_empty());
    assert!(procedure.open_to("nowhere", Actor::QUEUE).is_empty());
    for refusal in [refused("begun", "send", Actor::QUEUE), refused("done", "send", Actor::AUTHOR)] {
        assert!(!refusal.text().fr.is_empty() && !refusal.to_string().is_empty());
    }
}

#[test]
fn a_step_demands_what_it_says() {
    let procedure = sample();
    let answers = Answers::new();
    let with = |reason, complete| Submission { reason, complete, proved: true, taken: &[], answers: &answers };
    let refuse = procedure.step("waiting", "refuse", Actor::QUEUE).unwrap();
    assert_eq!(refuse.demand(&with(" \n", true)), Err(StepRefused::NeedsReason("refuse".into())));
    assert_eq!(refuse.demand(&with("not known here", false)), Ok(()));
    let send = procedure.step("begun", "send", Actor::AUTHOR).unwrap();
    assert_eq!(send.demand(&with("", false)), Err(StepRefused::NeedsCompleteForm("send".into())));
    let quick = procedure.step("sorted", "quick", Actor::SYSTEM).unwrap();
    assert_eq!(quick.demand(&with("", true)), Err(StepRefused::OtherAnswers("quick".into())));

    let guarded = Step { needs_proof: true, other_than: vec!["send".to_owned()], ..refuse.clone() };
    let by = |proved, taken| Submission { proved, taken, ..with("not known here", true) };
    assert_eq!(guarded.demand(&by(false, &[])), Err(StepRefused::NeedsProof("refuse".into())));
    assert_eq!(guarded.demand(&by(true, &["quick", "send"])), Err(StepRefused::NeedsAnother("refuse".into())));
    assert_eq!(guarded.demand(&by(true, &["quick"])), Ok(()));
}

#[test]
fn the_answers_route_a_case() {
    let procedure = sample();
    let quick = Answers::from([("quick".to_owned(), Answer::YesNo(true))]);
    assert_eq!(procedure.route("sorted", &quick).map(|step| step.to.as_str()), Some("done"));
    assert_eq!(procedure.route("sorted", &Answers::new()).map(|step| step.to.as_str()), Some("waiting"));
    assert!(procedure.route("waiting", &quick).is_none());
    assert_eq!(procedure.overdue("begun").map(|step| step.id.as_str()), Some("lapse"));
    assert!(procedure.overdue("waiting").is_none());
}

/// The steps with one of them changed.
fn changed(index: usize, from: &str, to: &str) -> Vec<String> {
    let mut steps: Vec<String> = STEPS.iter().map(|step| (*step).to_owned()).collect();
    assert!(steps[index].contains(from), "{}", steps[index]);
    steps[index] = steps[index].replace(from, to);
    steps
}

#[test]
fn steps_that_are_unsound_are_told() {
    for (index, from, to, says) in [
        (0, "to = \"sorted\"", "to = \"nowhere\"", "leads to `nowhere`, which is no state"),
        (0, "[\"begun\"]", "[\"ghost\"]", "starts in `ghost`, which is no state"),
        (0, "[\"begun\"]", "[]", "starts nowhere"),
        (0, "[\"begun\"]", "[\"begun\", \"done\"]", "starts in `done`, which is an end"),
        (0, "by = \"author\"", "by = \"queue\"", "is for the queue, but `begun` has none"),
        (0, "by = \"author\"", "by = \"system\"", "is taken by nobody"),
        (2, "by = \"system\"", "by = \"author\"", "has a condition, so that a case may be stuck"),
        (2, "to = \"waiting\"", "to = \"done\"", "mails a queue, but none waits there"),
        (
            2,
            "to = \"waiting\", title = { en = \"a\", fr = \"b\" }, by = \"system\", mail = [{ template = \"waiting\", to = \"queue\" }]",
            "to = \"sorted\", title = { en = \"a\", fr = \"b\" }, by = \"system\", no_mail = \"a test\"",
            "lead back to it, without end",
        ),
        (3, "to = \"refused\"", "to = \"waiting\"", "no end can be reached from it"),
        (3, "id = \"refuse\"", "id = \"send\"", "stands more than once"),
        (
            3,
            "by = \"queue\"",
            "by = \"queue\", other_than = [\"fly\"]",
            "excludes the takers of `fly`, which is no step",
        ),
        (3, "no_mail = \"a test\"", "no_mail = \" \"", "step `refuse`: says nothing in `no_mail`"),
        (3, ", no_mail = \"a test\"", "", "step `refuse`: sends no mail and does not say in `no_mail` why"),
        (2, "mail = [", "no_mail = \"a test\", mail = [", "sends a mail, and says in `no_mail` why it sends none"),
        (4, "[\"begun\"]", "[\"waiting\"]", "there is no deadline"),
        (4, "by = \"clock\"", "by = \"clock\", needs_reason = true", "is taken by nobody"),
        (1, "title = { en = \"a\", fr = \"b\" }", "title = { en = \"a\", fr = \"\" }", "no words in `fr`"),
    ] {
        let steps = changed(index, from, to);
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let found = words(STATES, &steps);
        assert!(found.contains(says), "{to}: {found}");
    }
}

#[test]
fn states_that_are_unsound_are_told() {
    for (from, to, says) in [
        ("id = \"begun\"", "id = \"start\"", "`begun` is no open state to start in"),
        ("role:access.officer", "access.officer", "names no queue"),
        ("kind = \"done\"", "kind = \"done\", queue = \"role:access.officer\"", "an end has neither"),
        ("id = \"done\"", "id = \"waiting\"", "stands more than once"),
        ("id = \"done\"", "id = \"Done\"", "cannot name a state"),
        ("days = 3", "days = 0", "1 to 3660 days"),
        ("at = 17", "at = 24", "an hour from 0 to 23"),
        ("kind = \"done\"", "kind = \"paused\"", "paused"),
    ] {
        let found = words(&STATES.replacen(from, to, 1), &STEPS);
        assert!(found.contains(says), "{to}: {found}");
    }
    let island =
        STATES.replace("]\n", "    { id = \"island\", title = { en = \"a\", fr = \"b\" }, kind = \"done\" },\n]\n");
    assert!(words(&island, &STEPS).contains("state `island`: cannot be reached"));
    let states: Vec<String> = (0..51)
        .map(|n| format!("{{ id = \"s{n}\", title = {{ en = \"a\", fr = \"b\" }}, kind = \"open\" }}"))
        .collect();
    assert!(words(&format!("state = [{}]", states.join(",")), &STEPS).contains("51 states; at most 50"));
}

#[test]
fn queues_have_a_form() {
    for good in ["role:access.officer", "role:members.focal-point@FR", "role:members.focal-point@{body}"] {
        assert!(is_queue(good), "{good}");
    }
    for bad in [
        "",
        "role:",
        "role:access",
        "access.officer",
        "role:a.b.c",
        "role:A.b",
        "role:a.b@",
        "role:a.b@fr",
        "role:a.b@{}",
        "role:a.b@{Body}",
        "role:a.b@{body}x",
        "role:a.b@FR@BE",
        "role:{body}.b",
        "person:1",
    ] {
        assert!(!is_queue(bad), "{bad}");
    }
}

#[test]
fn a_queue_takes_the_code_of_a_body_and_nothing_else() {
    let key = |answer: Answer| queue_key("role:members.focal-point@{body}", &Answers::from([("body".into(), answer)]));
    assert_eq!(key(Answer::Body("FR".into())), Ok("role:members.focal-point@FR".into()));
    for answer in [
        Answer::Body("FR@BE".into()),
        Answer::Body("fr".into()),
        Answer::Body(String::new()),
        Answer::Line("FR".into()),
        Answer::Choice("FR".into()),
    ] {
        assert!(matches!(key(answer), Err(QueueError::Answer { .. })));
    }
    assert!(queue_key("role:members.focal-point@{body}", &Answers::new()).is_err());
    assert_eq!(queue_key("role:a.b", &Answers::new()), Ok("role:a.b".into()));
    assert_eq!(queue_key("role:a.b@FR", &Answers::new()), Ok("role:a.b@FR".into()));
    assert!(matches!(queue_key("nonsense", &Answers::new()), Err(QueueError::Name(_))));
}

#[test]
fn a_procedure_fits_its_form_and_its_mails() {
    let form = |questions: &str| {
        let head = "id = \"sample\"\nservice = \"test\"\nversion = 1\ntitle = { en = \"a\", fr = \"b\" }\nintro = { en = \"a\", fr = \"b\" }\n[[section]]\nid = \"s\"\ntitle = { en = \"a\", fr = \"b\" }\n";
        Form::read(&format!("{head}question = [{questions}]")).unwrap()
    };
    let quick = "{ id = \"quick\", kind = \"yes-no\", label = { en = \"a\", fr = \"b\" } }";
    let body = "{ id = \"body\", kind = \"body\", label = { en = \"a\", fr = \"b\" } }";
    let mail = "id = \"waiting\"\nslots = []\nsubject = { en = \"a\", fr = \"b\" }\nbody = { en = \"a\", fr = \"b\" }";
    let mails = [Template::read(mail).unwrap()];
    let local = STATES.replace("role:access.officer", "role:members.focal-point@{body}");
    let procedure = read(&local, &STEPS).unwrap();
    assert_eq!(procedure.check_with(&form(&format!("{quick}, {body}")), &mails).0, []);
    let found = procedure.check_with(&form(body), &[]).to_string();
    assert!(found.contains("names the question `quick`, which the form does not have"), "{found}");
    assert!(found.contains("step `slow`: there is no mail template `waiting`"), "{found}");
    let found = procedure.check_with(&form(quick), &mails).to_string();
    assert!(found.contains("state `waiting`: its queue needs a question `body` of kind `body`"), "{found}");
    let mut other = form(quick);
    other.id = "other".to_owned();
    assert!(sample().check_with(&other, &mails).to_string().contains("takes the form `sample`, not `other`"));
}

#[test]
fn mails_at_the_beginning_reach_someone() {
    let begun = |mail: &str| Procedure::read(&format!("{HEAD}mail = [{mail}]\n{STATES}\nstep = [{}]", STEPS.join(",")));
    let procedure = begun("{ template = \"received\", to = \"author\" }").unwrap();
    assert_eq!(procedure.mail.len(), 1);
    assert!(procedure.check_with(&form_of_nothing(), &[]).to_string().contains("no mail template `received`"));
    let found = begun("{ template = \"received\", to = \"queue\" }").unwrap_err().to_string();
    assert!(found.contains("procedure `sample`: mails a queue, but none waits there"), "{found}");
    assert!(begun("{ template = \"Received\", to = \"author\" }").is_err());
    assert!(begun("{ template = \"received\", to = \"everyone\" }").is_err());
}

/// A form with one question that no procedure looks at.
fn form_of_nothing() -> Form {
    let source = "id = \"sample\"\nservice = \"test\"\nversion = 1\ntitle = { en = \"a\", fr = \"b\" }\nintro = { en = \"a\", fr = \"b\" }\n[[section]]\nid = \"s\"\ntitle = { en = \"a\", fr = \"b\" }\nquestion = [{ id = \"other\", kind = \"line\", label = { en = \"a\", fr = \"b\" } }]";
    Form::read(source).unwrap()
}

#[test]
fn a_state_tells_its_queue() {
    let procedure = sample();
    let key = |state: &str| procedure.state(state).unwrap().queue_key(&Answers::new());
    assert_eq!(key("begun"), Ok(None));
    assert_eq!(key("waiting"), Ok(Some("role:access.officer".to_owned())));
    assert!(procedure.state("done").unwrap().is_end() && !procedure.state("begun").unwrap().is_end());
}
