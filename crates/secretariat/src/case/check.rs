//! Whether a procedure is sound: every name is known, every state can be reached, and from each of them an end.

use std::collections::BTreeSet;

use super::queue::question_of;
use super::{MailTo, Procedure, Recipient, State, Step, Who, is_queue};
use crate::form::{Form, Kind};
use crate::mail::Template;
use crate::{Faults, words};

const STATES: usize = 50;
const STEPS: usize = 300;

impl Procedure {
    /// All that is wrong with the procedure; nothing where cases may follow it.
    #[must_use]
    pub fn check(&self) -> Faults {
        let mut faults = Faults::default();
        let at = format!("procedure `{}`", self.id);
        words::check_name(&self.id, &at, "procedure", &mut faults);
        words::check_name(&self.form, &at, "form", &mut faults);
        words::check_text(&self.title, &at, "title", &mut faults);
        let (states, steps) = (self.states.len(), self.steps.len());
        faults.need(states <= STATES, &at, || format!("{states} states; at most {STATES}"));
        faults.need(steps <= STEPS, &at, || format!("{steps} steps; at most {STEPS}"));
        words::check_once(self.states.iter().map(|state| state.id.as_str()), "state", &mut faults);
        words::check_once(self.steps.iter().map(|step| step.id.as_str()), "step", &mut faults);
        let start = self.state(&self.start);
        faults.need(start.is_some_and(|start| !start.is_end()), &at, || {
            format!("`{}` is no open state to start in", self.start)
        });
        check_mail(&self.mail, start, &at, &mut faults);
        self.states.iter().for_each(|state| self.check_state(state, &mut faults));
        self.steps.iter().for_each(|step| self.check_step(step, &mut faults));
        if faults.0.is_empty() {
            self.check_ways(&mut faults);
        }
        faults
    }

    /// All that does not fit between the procedure, its form and the mail templates.
    #[must_use]
    pub fn check_with(&self, form: &Form, templates: &[Template]) -> Faults {
        let mut faults = Faults::default();
        let at = format!("procedure `{}`", self.id);
        faults.need(self.form == form.id, &at, || format!("takes the form `{}`, not `{}`", self.form, form.id));
        for state in &self.states {
            let Some(question) = state.queue.as_deref().and_then(question_of) else { continue };
            let fits = form.question(question).is_some_and(|question| question.kind == Kind::Body);
            faults.need(fits, &named("state", &state.id), || {
                format!("its queue needs a question `{question}` of kind `body`, which the form does not have")
            });
        }
        for step in &self.steps {
            let at = named("step", &step.id);
            if let Some(when) = &step.when {
                when.check(form, &at, &mut faults);
            }
        }
        let mails = self.steps.iter().flat_map(|step| step.mail.iter().map(|mail| (named("step", &step.id), mail)));
        for (at, mail) in self.mail.iter().map(|mail| (at.clone(), mail)).chain(mails) {
            let known = templates.iter().any(|template| template.id == mail.template);
            faults.need(known, &at, || format!("there is no mail template `{}`", mail.template));
        }
        faults
    }

    fn check_state(&self, state: &State, faults: &mut Faults) {
        let at = named("state", &state.id);
        words::check_name(&state.id, &at, "state", faults);
        words::check_text(&state.title, &at, "title", faults);
        if let Some(queue) = &state.queue {
            faults.need(is_queue(queue), &at, || format!("`{queue}` names no queue such as `role:access.officer`"));
        }
        let waits = state.queue.is_some() || state.deadline.is_some();
        faults.need(!(state.is_end() && waits), &at, || "an end has neither queue nor deadline".to_owned());
        let own = |by: Who| self.steps.iter().filter(move |step| step.by == by && step.starts_in(&state.id));
        let by_clock = own(Who::Clock).count();
        faults.need(by_clock <= 1, &at, || "the clock has more than one step to take".to_owned());
        faults.need(by_clock == 0 || state.deadline.is_some(), &at, || {
            "the clock has a step to take but there is no deadline".to_owned()
        });
        let last = own(Who::System).next_back();
        faults.need(last.is_none_or(|last| last.when.is_none()), &at, || {
            "the last of the system's steps has a condition, so that a case may be stuck".to_owned()
        });
    }

    fn check_step(&self, step: &Step, faults: &mut Faults) {
        let at = named("step", &step.id);
        words::check_name(&step.id, &at, "step", faults);
        words::check_text(&step.title, &at, "title", faults);
        faults.need(!step.from.is_empty(), &at, || "starts nowhere".to_owned());
        for from in &step.from {
            match self.state(from) {
                None => faults.say(&at, format!("starts in `{from}`, which is no state")),
                Some(state) => {
                    faults.need(!state.is_end(), &at, || format!("starts in `{from}`, which is an end"));
                    faults.need(step.by != Who::Queue || state.queue.is_some(), &at, || {
                        format!("is for the queue, but `{from}` has none")
                    });
                }
            }
        }
        let to = self.state(&step.to);
        faults.need(to.is_some(), &at, || format!("leads to `{}`, which is no state", step.to));
        let by_none = matches!(step.by, Who::System | Who::Clock);
        let demands = step.needs_reason || step.needs_complete_form || step.needs_proof || !step.other_than.is_empty();
        faults.need(!(by_none && demands), &at, || {
            "is taken by nobody, so nothing can be demanded of who takes it".to_owned()
        });
        for other in &step.other_than {
            let known = self.steps.iter().any(|step| step.id == *other);
            faults.need(known, &at, || format!("excludes the takers of `{other}`, which is no step"));
        }
        faults.need(!(step.by == Who::Clock && step.when.is_some()), &at, || "the clock knows no condition".to_owned());
        check_mail(&step.mail, to, &at, faults);
        check_told(step, &at, faults);
    }

    fn check_ways(&self, faults: &mut Faults) {
        let reached = self.spread(BTreeSet::from([self.start.as_str()]), any_step, false);
        let ends = self.states.iter().filter(|state| state.is_end()).map(|state| state.id.as_str()).collect();
        let ending = self.spread(ends, any_step, true);
        for state in &self.states {
            let (at, id) = (named("state", &state.id), state.id.as_str());
            faults.need(reached.contains(id), &at, || "cannot be reached from the start".to_owned());
            faults.need(ending.contains(id), &at, || "no end can be reached from it".to_owned());
            let by_itself = |step: &Step| step.by == Who::System;
            let nexts = self.steps.iter().filter(|step| by_itself(step) && step.starts_in(id));
            let nexts: BTreeSet<&str> = nexts.map(|step| step.to.as_str()).collect();
            faults.need(!self.spread(nexts, by_itself, false).contains(id), &at, || {
                "the system's steps lead back to it, without end".to_owned()
            });
        }
    }

    /// All states that some states lead to by certain steps, or come from.
    fn spread<'p>(&'p self, from: BTreeSet<&'p str>, by: impl Fn(&Step) -> bool, back: bool) -> BTreeSet<&'p str> {
        let mut found = from;
        loop {
            let before = found.len();
            for step in self.steps.iter().filter(|step| by(step)) {
                let starts = || step.from.iter().map(String::as_str);
                if back && found.contains(step.to.as_str()) {
                    found.extend(starts());
                }
                if !back && starts().any(|start| found.contains(start)) {
                    found.insert(&step.to);
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }
}

/// Notes mails that would reach nobody. `to` is the state the case stands in when they go out.
fn check_mail(mails: &[MailTo], to: Option<&State>, at: &str, faults: &mut Faults) {
    for mail in mails {
        words::check_name(&mail.template, at, "mail template", faults);
        let queue = to.is_none_or(|to| to.queue.is_some());
        faults.need(mail.to != Recipient::Queue || queue, at, || "mails a queue, but none waits there".to_owned());
    }
}

/// Notes a step of which nobody is told, where it does not say why.
fn check_told(step: &Step, at: &str, faults: &mut Faults) {
    let Some(why) = &step.no_mail else {
        faults.need(!step.mail.is_empty(), at, || "sends no mail and does not say in `no_mail` why".to_owned());
        return;
    };
    faults.need(step.mail.is_empty(), at, || "sends a mail, and says in `no_mail` why it sends none".to_owned());
    faults.need(!why.trim().is_empty(), at, || "says nothing in `no_mail`".to_owned());
}

/// Every step is a way.
fn any_step(_: &Step) -> bool {
    true
}

fn named(what: &str, id: &str) -> String {
    format!("{what} `{id}`")
}
