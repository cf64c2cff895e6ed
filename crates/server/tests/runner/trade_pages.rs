//! The trade question and its answer, from made answers.

use answer::TradeAnswer;
use askama::Template;
use server::language::Words;
use server::look;
use server::page::frame::Service;
use server::page::sheet;
use server::page::view::answer::{AnswerView, title};
use server::page::view::ask::{AskForm, Asked};

use crate::made::{self, DAY};
use crate::paper::{check, frame, offer};

fn bicycles_asked() -> Asked {
    Asked {
        what: "city bicycle, aluminium frame, 8 gears, no motor".into(),
        from: "XB".into(),
        origin: "XB".into(),
        on: "2026-11-22".into(),
        value: "48000".into(),
        currency: "EUR".into(),
        terms: "FOB".into(),
        mass: "1980".into(),
        quantity: "120".into(),
        unit: "NAR".into(),
        freight: "3190".into(),
        insurance: "240".into(),
        ..Asked::default()
    }
}

#[test]
fn home() {
    check("home", |words| {
        let samples = ["sample-bicycles", "sample-roses", "sample-coffee", "sample-code"];
        let sample = |key: &str| (words.t(key).to_owned(), "/answer?what=x".to_owned());
        let sheet = sheet::Home {
            f: frame(words, words.t("home-page"), Service::Trade, "/"),
            form: AskForm::of(words, &offer(words), &Asked::default(), DAY, false),
            samples: samples.into_iter().map(sample).collect(),
            missing: String::new(),
        };
        sheet.render().unwrap()
    });
}

fn answered(words: Words, asked: &Asked, answer: &TradeAnswer) -> String {
    let (question, problems) = asked.question(words, "EUR".parse().unwrap(), DAY);
    let sheet = sheet::Answer {
        f: frame(words, &title(words, asked), Service::Trade, &asked.link("")),
        form: AskForm::of(words, &offer(words), asked, DAY, true),
        problems: problems.iter().map(|problem| look::marked(problem)).collect(),
        a: AnswerView::of(words, answer, &question, asked),
    };
    sheet.render().unwrap()
}

#[test]
fn trade_answer() {
    check("answer", |words| answered(words, &bicycles_asked(), &made::bicycles()));
}

#[test]
fn trade_answer_without_a_code() {
    let answer = TradeAnswer {
        code: None,
        candidates: Vec::new(),
        options: Vec::new(),
        additions: Vec::new(),
        value: answer::ValueAnswer { amount: None, refusal: None, steps: Vec::new() },
        conclusion: answer::Conclusion { cheapest: None, better: None, vat: None, total: None, missing: 0 },
        ..made::bicycles()
    };
    let asked = Asked { what: "grommet".into(), value: "much".into(), ..Asked::default() };
    check("answer-open", |words| answered(words, &asked, &answer));
}

#[test]
fn a_chosen_code_is_kept_by_the_form_and_by_no_other_link() {
    let asked = Asked { code: "871491".into(), ..bicycles_asked() };
    let html = answered(Words(basis::Language::En), &asked, &made::bicycles());
    assert!(html.contains("name=\"code\" value=\"871491\" checked"));
    assert!(html.contains("chosen by you"));
    assert!(html.contains("code=871200"), "another candidate replaces the code");
}
