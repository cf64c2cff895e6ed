//! What stands between the network and every route: the host's name, the origin of a change, and the headers that tell
//! a browser how little the pages need.

use std::net::{IpAddr, SocketAddr};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Failure;

/// Pages take scripts, styles, fonts and pictures from this server only, no inline script or style, and stand in no
/// frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Whether an address may be served on: until accounts exist, only this machine may reach the server.
///
/// # Errors
/// A failure that says so, for any address that is not loopback.
pub fn only_loopback(address: SocketAddr) -> Result<(), Failure> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    let ip = address.ip();
    Err(Failure::misuse(
        "not-loopback",
        format!("until accounts exist the server answers this machine only: `{ip}` is not a loopback address"),
        format!("tant qu'il n'y a pas de comptes, le serveur ne répond qu'à cette machine : `{ip}` n'est pas local"),
    ))
}

/// The name in `name:port`, `[::1]:port` or `name`.
fn host_of(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(host, _)| host),
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    }
}

/// A page of another site that got hold of a name for this machine must not reach the server by it.
fn is_loopback_name(authority: &str) -> bool {
    let host = host_of(authority).to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn authority(request: &Request) -> Option<String> {
    let named = text(request.headers(), header::HOST.as_str()).map(str::to_owned);
    named.or_else(|| request.uri().authority().map(ToString::to_string))
}

/// Whether a request that changes something comes from our own pages, or from a program that is no browser.
fn is_ours(request: &Request, host: &str) -> bool {
    let headers = request.headers();
    match (text(headers, "sec-fetch-site"), text(headers, "origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host)),
        (None, None) => request.uri().path().starts_with("/api/"),
    }
}

fn refusal(request: &Request) -> Option<Failure> {
    let host = authority(request).unwrap_or_default();
    if !is_loopback_name(&host) {
        return Some(Failure::fixed(
            StatusCode::MISDIRECTED_REQUEST,
            "host",
            "the server answers to the names of this machine only: localhost, 127.0.0.1, [::1]",
            "le serveur ne répond qu'aux noms de cette machine : localhost, 127.0.0.1, [::1]",
        ));
    }
    let changes = ![Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    (changes && !is_ours(request, &host)).then(|| {
        Failure::fixed(
            StatusCode::FORBIDDEN,
            "foreign-origin",
            "a change was asked for from a page of another site; open the page here and send it again",
            "une modification a été demandée depuis une page d'un autre site ; ouvrez la page ici et renvoyez-la",
        )
    })
}

/// Refuses foreign hosts and changes asked for by other sites, and puts the headers on every answer.
pub async fn guard(request: Request, next: Next) -> Response {
    let mut response = match refusal(&request) {
        Some(failure) => failure.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
