//! Pages of one short form, and pages that say one thing.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::error::Failure;
use crate::page::frame::Frame;
use crate::page::view::field::Field;
use crate::page::visit::page;

/// A page with a short form.
#[derive(Template)]
#[template(path = "short_form.html")]
pub struct Short {
    /// The frame.
    pub f: Frame,
    /// What the form is for.
    pub lede: String,
    /// What is wrong with what was sent, as HTML; empty where nothing is.
    pub problem: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Names and values that are sent with it.
    pub hidden: Vec<(&'static str, String)>,
    /// Where it is sent, without the language.
    pub action: String,
    /// What its button says.
    pub button: String,
}

impl Short {
    /// The page; 422 where something is wrong.
    ///
    /// # Errors
    /// `internal` when it cannot be written.
    pub fn answer(&self) -> Result<Response, Failure> {
        let mut response = page(self)?;
        if !self.problem.is_empty() {
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        Ok(response)
    }
}

/// A page that says one thing.
#[derive(Template)]
#[template(path = "said.html")]
pub struct Said {
    /// The frame.
    pub f: Frame,
    /// What it says.
    pub words: String,
}
