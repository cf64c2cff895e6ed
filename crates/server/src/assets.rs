//! The style sheet, the scripts and the type faces, embedded in the binary and served under the hash of their content,
//! so that a browser may keep them for ever.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// The Unicode ranges of the two subsets that the type faces come in.
const LATIN: &str = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,\
                     U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD";
const EXTENDED: &str = "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,\
                        U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF";

static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(gather);

/// One file: its address, its kind and its bytes.
struct Asset {
    address: String,
    hash: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

impl Asset {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        let mut hash = String::new();
        for byte in Sha256::digest(&bytes).iter().take(8) {
            let _ = write!(hash, "{byte:02x}");
        }
        let kind = match name.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "font/woff2",
        };
        Self { address: format!("/assets/{hash}/{name}"), hash, kind, bytes }
    }
}

fn gather() -> BTreeMap<String, Asset> {
    let mut assets = BTreeMap::new();
    let mut faces = String::new();
    for (family, extended, name, bytes) in embedded::FACES {
        let asset = Asset::new(name, bytes.to_vec());
        let range = if *extended { EXTENDED } else { LATIN };
        let _ = writeln!(
            faces,
            "@font-face {{ font-family: \"{family}\"; font-weight: 100 900; font-display: swap; \
             src: url({}) format(\"woff2\"); unicode-range: {range}; }}",
            asset.address
        );
        assets.insert((*name).to_owned(), asset);
    }
    for (name, bytes) in embedded::OURS {
        let mut content = bytes.to_vec();
        if *name == "look.css" {
            content = [faces.as_bytes(), bytes].concat();
        }
        assets.insert((*name).to_owned(), Asset::new(name, content));
    }
    assets
}

/// The address of an embedded file by its name, with the hash of its content; `/assets/-/NAME` where there is none.
#[must_use]
pub fn address(name: &str) -> &'static str {
    ASSETS.get(name).map_or("/assets/-/missing", |asset| asset.address.as_str())
}

/// The style sheet's text, for a page that must stand alone.
#[must_use]
pub fn style_sheet() -> &'static str {
    let bytes = ASSETS.get("look.css").map(|asset| asset.bytes.as_slice());
    std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
}

/// Serves `GET /assets/{hash}/{name}`: for ever where the hash is the content's, 404 otherwise.
pub async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let Some(asset) = ASSETS.get(&name).filter(|asset| asset.hash == hash) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.bytes.as_slice()).into_response()
}
