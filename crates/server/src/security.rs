//! What stands between the network and every route: the host's name, the origin of a change, and the headers that tell
//! a browser how little the pages need.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::error::Failure;
use crate::site::Site;
use crate::who::cookie;

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

/// Whether an address may be served on: one that other machines reach needs a site with an address of its own, for a site
/// without one lets its visitor clear files.
///
/// # Errors
/// A failure that says so.
pub fn only_loopback(address: SocketAddr, site: &Site) -> Result<(), Failure> {
    if address.ip().is_loopback() || site.url.is_some() && !site.desk {
        return Ok(());
    }
    let ip = address.ip();
    Err(Failure::misuse(
        "not-loopback",
        format!("`{ip}` can be reached from other machines: give the address of the site with `--url https://...`"),
        format!("`{ip}` est accessible d'autres machines : donnez l'adresse du site par `--url https://...`"),
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

fn refusal(request: &Request, site: &Site) -> Option<Failure> {
    let host = authority(request).unwrap_or_default();
    let own = site.authority().is_some_and(|authority| authority.eq_ignore_ascii_case(&host));
    if !own && !is_loopback_name(&host) {
        return Some(Failure::fixed(
            StatusCode::MISDIRECTED_REQUEST,
            "host",
            "the server answers to the name of its site and to those of this machine: localhost, 127.0.0.1, [::1]",
            "le serveur ne répond qu'au nom de son site et à ceux de cette machine : localhost, 127.0.0.1, [::1]",
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

/// Whether the answer is for somebody in particular, so that no cache may keep it. What is embedded in the program says
/// itself how long it may be kept.
fn is_personal(request: &Request, site: &Site) -> bool {
    let headers = request.headers();
    headers.contains_key(header::AUTHORIZATION) || cookie(headers, site.session_cookie()).is_some()
}

/// Refuses foreign hosts and changes asked for by other sites, and puts the headers on every answer.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let personal = is_personal(&request, &app.site);
    let mut response = match refusal(&request, &app.site) {
        Some(failure) => failure.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    let kept = headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public"));
    if personal && !kept {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.site.is_secure() {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    response
}
