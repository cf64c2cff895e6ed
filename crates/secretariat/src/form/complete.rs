//! Which questions are shown by the answers so far, and whether a form is complete.

use std::collections::BTreeMap;

use super::refusal;
use super::{Answer, Answers, Form, Question, Refusal};

/// What is shown of a form by the answers so far. A question that is hidden counts as not answered.
pub struct Shown<'f> {
    form: &'f Form,
    answers: &'f Answers,
    known: BTreeMap<&'f str, bool>,
}

impl<'f> Shown<'f> {
    /// Looks at a form with its answers.
    #[must_use]
    pub fn new(form: &'f Form, answers: &'f Answers) -> Self {
        let mut shown = Self { form, answers, known: BTreeMap::new() };
        for question in form.questions() {
            shown.look(question);
        }
        shown
    }

    /// Whether a question is shown.
    #[must_use]
    pub fn is_shown(&self, id: &str) -> bool {
        self.known.get(id).copied().unwrap_or(false)
    }

    /// The answer to a question that is shown.
    #[must_use]
    pub fn answer(&self, id: &str) -> Option<&'f Answer> {
        if self.is_shown(id) { self.answers.get(id) } else { None }
    }

    /// Whether a question has to be answered: it is shown, and required at all or by the other answers.
    #[must_use]
    pub fn is_required(&self, question: &Question) -> bool {
        let by_condition = || {
            let condition = question.required_if.as_ref();
            condition.is_some_and(|condition| condition.holds(&mut |id| self.answer(id)))
        };
        self.is_shown(&question.id) && (question.required || by_condition())
    }

    /// A question that is being looked at counts as hidden, so that even a form that was never checked ends.
    fn look(&mut self, question: &'f Question) -> bool {
        if let Some(known) = self.known.get(question.id.as_str()) {
            return *known;
        }
        self.known.insert(&question.id, false);
        let (form, answers) = (self.form, self.answers);
        let shown = question.shown_if.as_ref().is_none_or(|condition| {
            condition.holds(&mut |id| {
                let other = form.question(id)?;
                if self.look(other) { answers.get(id) } else { None }
            })
        });
        self.known.insert(&question.id, shown);
        shown
    }
}

impl Form {
    /// The answers that count: those to questions that are shown.
    #[must_use]
    pub fn counting(&self, answers: &Answers) -> Answers {
        let shown = Shown::new(self, answers);
        answers.iter().filter(|(id, _)| shown.is_shown(id)).map(|(id, answer)| (id.clone(), answer.clone())).collect()
    }

    /// Everything that stands between these answers and a complete form, in the order of the questions: what is
    /// missing, what is outside its limits, what answers no question. Answers to hidden questions are left alone.
    #[must_use]
    pub fn check_answers(&self, answers: &Answers) -> Vec<Refusal> {
        let shown = Shown::new(self, answers);
        let mut refusals = Vec::new();
        for question in self.questions().filter(|question| shown.is_shown(&question.id)) {
            match answers.get(&question.id) {
                Some(answer) => {
                    refusals.extend(question.judge(answer).err().map(|text| question.refuse(text)));
                }
                None if shown.is_required(question) => {
                    refusals.push(question.refuse(refusal::missing(question.kind)));
                }
                None => {}
            }
        }
        let strangers = answers.keys().filter(|id| self.question(id).is_none());
        refusals.extend(strangers.map(|id| Refusal { question: id.clone(), text: refusal::unknown() }));
        refusals
    }
}
