//! A visitor with a cookie, as a browser would send its forms.

use axum::body::Body;
use server::App;

use crate::ground::{Answer, request, send};

/// Somebody who visits pages and sends their forms.
pub struct Visitor {
    pub app: App,
    pub cookie: String,
}

/// A value as a form sends it.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

/// The value of the first hidden field of a name on a page.
pub fn hidden(page: &str, name: &str) -> String {
    let begin = format!("name=\"{name}\" value=\"");
    let Some((_, after)) = page.split_once(&begin) else { return String::new() };
    after.split('"').next().unwrap_or_default().to_owned()
}

impl Visitor {
    pub fn new(app: &App) -> Self {
        Self { app: app.clone(), cookie: String::new() }
    }

    fn keep(&mut self, answer: &Answer) {
        let set = answer.header("set-cookie").split(';').next().unwrap_or_default();
        if !set.is_empty() {
            set.clone_into(&mut self.cookie);
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let asked = request("GET", path).header("cookie", &self.cookie).body(Body::empty()).unwrap();
        let answer = send(&self.app, asked).await;
        self.keep(&answer);
        answer
    }

    /// Sends a form with the fields given, as they are.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let asked = request("POST", path)
            .header("cookie", &self.cookie)
            .header("origin", "http://localhost:8080")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form(fields)))
            .unwrap();
        let answer = send(&self.app, asked).await;
        self.keep(&answer);
        answer
    }

    /// Sends the form of a page, with the mark that stands in it.
    pub async fn post(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let shown = self.get(page).await.text();
        let mark = hidden(&shown, "mark");
        let mut fields = fields.to_vec();
        fields.push(("mark", &mark));
        self.send(path, &fields).await
    }
}
