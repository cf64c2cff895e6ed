//! What is counted for whoever runs the server, in the text form of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use store::Viewer;

use crate::App;

/// Upper bounds of the time classes, in seconds.
const BOUNDS: [f64; 8] = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0, 60.0];

#[derive(Clone, Copy, Debug, Default)]
struct Timing {
    count: u64,
    seconds: f64,
    within: [u64; BOUNDS.len()],
}

/// One method with one status.
type Kind = (&'static str, u16);

/// Requests by route, method and status. Routes are templates and methods a known few, so that no stranger can make the
/// figures grow.
#[derive(Debug, Default)]
pub struct Metrics {
    routes: Mutex<BTreeMap<String, BTreeMap<Kind, Timing>>>,
}

fn known(method: &Method) -> &'static str {
    const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}

impl Metrics {
    fn record(&self, route: &str, kind: Kind, took: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        if !routes.contains_key(route) {
            routes.insert(route.to_owned(), BTreeMap::new());
        }
        let Some(kinds) = routes.get_mut(route) else { return };
        let timing = kinds.entry(kind).or_default();
        let seconds = took.as_secs_f64();
        timing.count += 1;
        timing.seconds += seconds;
        for (bound, within) in BOUNDS.iter().zip(&mut timing.within) {
            *within += u64::from(seconds <= *bound);
        }
    }

    fn write(&self, into: &mut String) {
        let name = "opencustoms_request_seconds";
        let _ = writeln!(into, "# HELP {name} How long requests took, by route, method and status.");
        let _ = writeln!(into, "# TYPE {name} histogram");
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        for (route, kinds) in routes.iter() {
            for ((method, status), timing) in kinds {
                let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
                for (bound, within) in BOUNDS.iter().zip(timing.within) {
                    let _ = writeln!(into, "{name}_bucket{{{labels},le=\"{bound}\"}} {within}");
                }
                let _ = writeln!(into, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", timing.count);
                let _ = writeln!(into, "{name}_sum{{{labels}}} {:.6}", timing.seconds);
                let _ = writeln!(into, "{name}_count{{{labels}}} {}", timing.count);
            }
        }
    }
}

/// Counts each request by its route.
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = known(request.method());
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    app.metrics.record(route, (method, response.status().as_u16()), begun.elapsed());
    response
}

/// The resident memory of this process in bytes, where the system tells it.
fn resident_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn gauge(into: &mut String, name: &str, help: &str, value: Option<u64>) {
    if let Some(value) = value {
        let _ = writeln!(into, "# HELP opencustoms_{name} {help}\n# TYPE opencustoms_{name} gauge");
        let _ = writeln!(into, "opencustoms_{name} {value}");
    }
}

/// All that is counted, as Prometheus reads it.
pub async fn text(app: &App) -> String {
    let mut text = String::new();
    app.metrics.write(&mut text);
    gauge(&mut text, "resident_bytes", "Resident memory of the process.", resident_bytes());
    gauge(&mut text, "database_bytes", "Size of the database.", app.store.size().await.ok());
    let load = app.jobs.load(app).await.ok();
    gauge(&mut text, "clearances_running", "Files being cleared.", load.map(|load| load.0));
    gauge(&mut text, "clearances_waiting", "Files that wait for their clearance.", load.map(|load| load.1));
    let mails = app.store.mails_waiting(&Viewer::program()).await.ok();
    gauge(&mut text, "mails_waiting", "Mails that wait for the mail server.", mails);
    text
}
