//! Random walks beside a model: a case never leaves its procedure, and from wherever it is it can end.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use secretariat::case::{Actor, Procedure, StateKind};

/// A procedure of these ways between six states, of which the last two are ends, as TOML.
fn written(ways: &[(usize, usize, usize)]) -> String {
    let state = |n: usize| {
        let kind = ["open", "open", "open", "open", "done", "refused"][n];
        let queue = if kind == "open" { ", queue = \"role:test.officer\"" } else { "" };
        format!("{{ id = \"s{n}\", title = {{ en = \"a\", fr = \"b\" }}, kind = \"{kind}\"{queue} }}")
    };
    let step = |(index, (from, to, by)): (usize, &(usize, usize, usize))| {
        let by = ["author", "handlers", "queue"][*by];
        format!(
            "{{ id = \"t{index}\", from = [\"s{from}\"], to = \"s{to}\", title = {{ en = \"a\", fr = \"b\" }}, by = \"{by}\", no_mail = \"a test\" }}"
        )
    };
    format!(
        "id = \"w\"\nform = \"w\"\ntitle = {{ en = \"a\", fr = \"b\" }}\nstart = \"s0\"\nstate = [{}]\nstep = [{}]",
        (0..6).map(state).collect::<Vec<_>>().join(", "),
        ways.iter().enumerate().map(step).collect::<Vec<_>>().join(", ")
    )
}

/// What can be reached from a state, by walking every way.
fn reached(ways: &[(usize, usize, usize)], from: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::from([from]);
    let mut ahead = vec![from];
    while let Some(here) = ahead.pop() {
        for (_, to, _) in ways.iter().filter(|(from, ..)| *from == here) {
            if found.insert(*to) {
                ahead.push(*to);
            }
        }
    }
    found
}

fn is_sound(ways: &[(usize, usize, usize)]) -> bool {
    let ends = |state: usize| reached(ways, state).iter().any(|state| *state >= 4);
    reached(ways, 0).len() == 6 && (0..4).all(ends)
}

const ACTORS: [Actor; 6] = [Actor::AUTHOR, Actor::HANDLER, Actor::QUEUE, Actor::SYSTEM, Actor::CLOCK, Actor::NOBODY];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn sound_procedures_are_taken_and_others_refused(ways in vec((0_usize..4, 0_usize..6, 0_usize..3), 5..16)) {
        prop_assert_eq!(Procedure::read(&written(&ways)).is_ok(), is_sound(&ways));
    }

    #[test]
    fn a_walk_stays_within_the_procedure(
        ways in vec((0_usize..4, 0_usize..6, 0_usize..3), 6..20).prop_filter("sound", |ways| is_sound(ways)),
        choices in vec((0_usize..6, any::<prop::sample::Index>()), 0..40),
    ) {
        let procedure = Procedure::read(&written(&ways)).unwrap();
        let model: BTreeMap<String, (usize, usize, usize)> =
            ways.iter().enumerate().map(|(index, way)| (format!("t{index}"), *way)).collect();
        let mut here = 0;
        for (actor, choice) in choices {
            let state = format!("s{here}");
            let open: Vec<String> =
                procedure.open_to(&state, ACTORS[actor]).into_iter().map(|step| step.id.clone()).collect();
            let expected: BTreeSet<&String> =
                model.iter().filter(|(_, (from, _, by))| *from == here && *by == actor).map(|(id, _)| id).collect();
            prop_assert_eq!(open.iter().collect::<BTreeSet<_>>(), expected);
            for id in model.keys() {
                prop_assert_eq!(procedure.step(&state, id, ACTORS[actor]).is_ok(), open.contains(id));
            }
            let ended = procedure.state(&state).unwrap().kind != StateKind::Open;
            prop_assert_eq!(ended, here >= 4);
            prop_assert!(!ended || open.is_empty(), "nothing is open at an end");
            if !open.is_empty() {
                let id = &open[choice.index(open.len())];
                here = model[id].1;
                prop_assert_eq!(&procedure.step(&state, id, ACTORS[actor]).unwrap().to, &format!("s{here}"));
            }
        }
        prop_assert!(reached(&ways, here).iter().any(|state| *state >= 4), "an end stays within reach");
    }

    #[test]
    fn any_text_is_answered(text in "[ -~\\n]{0,300}") {
        let _ = Procedure::read(&text).map_err(|faults| faults.to_string());
        let _ = Procedure::from_json(&text).map_err(|faults| faults.to_string());
    }
}
