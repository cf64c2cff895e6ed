//! Step-up: who acts proves anew who they are, minutes before a sensitive act.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::log_in::{self, Trying};
use crate::look;
use crate::page::account::code;
use crate::page::account::enter::Onward;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};
use crate::posted::Posted;

/// The page of the step-up.
#[derive(Template)]
#[template(path = "step_up.html")]
struct StepUp {
    f: Frame,
    problem: String,
    password: Field,
    code: Option<Field>,
    second: bool,
    to: String,
}

/// The form.
///
/// # Errors
/// What the store says.
pub async fn show(State(app): State<App>, visit: Visit, Asked(onward): Asked<Onward>) -> Result<Response, Failure> {
    sheet(&app, &visit, "", onward.address()).await
}

async fn sheet(app: &App, visit: &Visit, problem: &str, to: &str) -> Result<Response, Failure> {
    let words = visit.words;
    let Some(person) = visit.who.viewer.person() else { return Ok(visit.to("/sign-in")) };
    let account = app.store.account(&visit.who.viewer, person).await?;
    let second = app.store.has_second_factor(&visit.who.viewer, person).await?;
    let left = app.store.recovery_left(&visit.who.viewer, person).await? > 0;
    let confirmed = account.one_time_confirmed;
    let hint = words.t(if confirmed { "field-one-time-hint" } else { "field-recovery-hint" });
    let code = Field::new("code", "text", words.t("field-one-time")).hint(hint).complete("one-time-code");
    let mut f = visit.frame(app, words.t("step-up-title"), Service::Nowhere);
    f.script = Some("passkey.js");
    page(&StepUp {
        f,
        problem: look::marked(problem),
        password: Field::new("password", "password", words.t("field-password")).complete("current-password").required(),
        code: if confirmed { Some(code.required()) } else { (second && left).then_some(code) },
        second,
        to: to.to_owned(),
    })
}

/// Takes the proof.
///
/// # Errors
/// `too-many`, or what the store says.
pub async fn take(State(app): State<App>, visit: Visit, Posted { fields, who }: Posted) -> Result<Response, Failure> {
    let (Some(person), Some(session)) = (who.viewer.person(), &who.session) else { return Ok(visit.to("/sign-in")) };
    let onward = Onward { to: fields.one("to").to_owned() };
    let account = app.store.account(&who.viewer, person).await?;
    let (trying, typed) = (Trying::Session(&session.id), fields.typed("password"));
    let mut proved = log_in::password_holds(&app, &who.viewer, trying, Some(&account), typed).await?;
    let code = fields.one("code");
    let second = proved && (account.one_time_confirmed || !code.is_empty());
    if second {
        let name = format!("code in {}", session.id);
        proved = log_in::is_one_of_few(&app, &name).await? && code::holds(&app, &visit, person, code).await?;
        if proved {
            log_in::forget(&app, &name).await?;
        }
    }
    if !proved {
        let mut response = sheet(&app, &visit, visit.words.t("step-up-refused"), onward.address()).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let cookie = log_in::prove(&app, &who.viewer, session, second).await?;
    Ok(([(header::SET_COOKIE, cookie)], visit.to(onward.address())).into_response())
}

/// Where a person goes first who did not prove enough to change how they prove who they are; none where they did. The
/// store refuses it too.
///
/// # Errors
/// What the store says.
pub async fn first(app: &App, visit: &Visit, tail: &str) -> Result<Option<Response>, Failure> {
    let viewer = &visit.who.viewer;
    let Some(person) = viewer.person() else { return Ok(Some(visit.to(&format!("/sign-in?to={tail}")))) };
    let kept = app.store.has_second_factor(viewer, person).await?;
    let lacking = viewer.lacks_for_proofs(kept, app.now());
    Ok(lacking.map(|_| visit.to(&format!("/step-up?to={tail}"))))
}
