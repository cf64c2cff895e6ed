//! A provider of log-ins on this machine: it gives a code for a browser that was sent to it, proves whoever brings the
//! code back, and says what the test wants it to say.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ed25519_dalek::{Signer as _, SigningKey};
use rsa::RsaPrivateKey;
use rsa::rand_core::OsRng;
use rsa::signature::SignatureEncoding as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};
use server::Provider;
use server::provider::Settings;
use sha2::{Digest as _, Sha256};

use crate::ground::NOW;

pub const SECRET: &str = "hush, hush";
const SITE: &str = "site 1";

/// How the provider answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    #[default]
    Well,
    Hugely,
    Late,
    Elsewhere,
    Nonsense,
}

/// What the provider does and says next.
pub struct Says {
    pub document: Manner,
    pub answer: Manner,
    /// Which key signs, and which one is shown.
    pub keys: (u8, u8),
    pub alg: &'static str,
    /// Claims in place of the right ones; those that are null are left out.
    pub claims: BTreeMap<&'static str, Value>,
    /// The nonce, the challenge and the address to come back to of each code that was given.
    codes: BTreeMap<String, [String; 3]>,
}

type Shared = Arc<Mutex<Says>>;

pub struct Realm {
    pub says: Shared,
    pub issuer: String,
}

/// Base64 for addresses, without padding.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let held = (0..3).fold(0_usize, |held, at| held << 8 | usize::from(three.get(at).copied().unwrap_or(0)));
        (0..=three.len()).for_each(|at| text.push(char::from(LETTERS[held >> (18 - 6 * at) & 63])));
    }
    text
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let pad = |mark: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ mark).collect() };
    let inner = Sha256::digest([&pad(0x36), text.as_bytes()].concat());
    Sha256::digest([&pad(0x5c), inner.as_slice()].concat()).to_vec()
}

/// What providers sign with by default, made once: it takes a while.
static RSA: LazyLock<RsaPrivateKey> = LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 2_048).unwrap());

fn curve(number: u8) -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(&[number; 32]).unwrap()
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

/// An answer that is none, in the manner given.
async fn answered(manner: Manner, well: Response) -> Response {
    match manner {
        Manner::Well => well,
        Manner::Hugely => Json(json!({ "words": "x".repeat(5 << 20) })).into_response(),
        Manner::Late => {
            tokio::time::sleep(Duration::from_secs(3)).await;
            well
        }
        Manner::Elsewhere => Redirect::temporary("/elsewhere").into_response(),
        Manner::Nonsense => ([(header::CONTENT_TYPE, "application/json")], "{\"issuer\": 7").into_response(),
    }
}

async fn document(State((says, issuer)): State<(Shared, String)>) -> Response {
    let manner = says.lock().unwrap().document;
    let well = Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "RS256", "ES256", "HS256", "none"],
    }));
    answered(manner, well.into_response()).await
}

async fn keys(State((says, _)): State<(Shared, String)>) -> Json<Value> {
    let number = says.lock().unwrap().keys.1;
    let (edwards, point) = (key(number).verifying_key(), curve(number).verifying_key().to_encoded_point(false));
    let (n, e) = (RSA.n().to_bytes_be(), RSA.e().to_bytes_be());
    let (x, y) = (point.x().unwrap(), point.y().unwrap());
    Json(json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "EdDSA", "x": base64(edwards.as_bytes()) },
        { "kty": "EC", "crv": "P-256", "use": "sig", "kid": "ES256", "x": base64(x), "y": base64(y) },
        { "kty": "RSA", "alg": "RS256", "use": "sig", "kid": "RS256", "n": base64(&n), "e": base64(&e) },
    ] }))
}

/// Whether whoever brings a code is the site, and the one who left with it (RFC 7636).
fn fits(headers: &HeaderMap, fields: &BTreeMap<String, String>, [_, challenge, back]: &[String; 3]) -> bool {
    // Each part as a form writes it (RFC 6749, 2.3.1), in the ordinary letters of Base64.
    let part = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = base64(format!("{}:{}", part(SITE), part(SECRET)).as_bytes()).replace('-', "+").replace('_', "/");
    let padded = format!("Basic {pair:=<0$}", pair.len().next_multiple_of(4));
    let basic = headers.get("authorization").is_some_and(|value| value.as_bytes() == padded.as_bytes());
    let verifier = fields.get("code_verifier").map(|text| base64(&Sha256::digest(text.as_bytes())));
    basic && verifier.as_ref() == Some(challenge) && fields.get("redirect_uri") == Some(back)
}

async fn token(State((says, issuer)): State<(Shared, String)>, headers: HeaderMap, body: String) -> Response {
    let fields: BTreeMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let (manner, well) = {
        let mut says = says.lock().unwrap();
        let given = says.codes.remove(fields.get("code").map_or("", String::as_str));
        let well = match given.filter(|given| fits(&headers, &fields, given)) {
            Some([nonce, ..]) => Json(json!({
                "access_token": "a", "token_type": "Bearer", "id_token": says.id_token(&issuer, &nonce),
            }))
            .into_response(),
            None => (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response(),
        };
        (says.answer, well)
    };
    answered(manner, well).await
}

impl Says {
    fn id_token(&self, issuer: &str, nonce: &str) -> String {
        let now = NOW / 1_000_000;
        let mut claims: BTreeMap<&str, Value> = BTreeMap::from([
            ("iss", json!(issuer)),
            ("aud", json!(SITE)),
            ("sub", json!("u-17")),
            ("nonce", json!(nonce)),
            ("iat", json!(now)),
            ("exp", json!(now + 300)),
            ("auth_time", json!(now - 60)),
            ("email", json!("Ana@customs.example")),
            ("email_verified", json!(true)),
        ]);
        claims.extend(self.claims.clone());
        claims.retain(|_, value| !value.is_null());
        let head = json!({ "alg": self.alg, "kid": self.alg, "typ": "JWT" });
        let text = format!("{}.{}", base64(head.to_string().as_bytes()), base64(json!(claims).to_string().as_bytes()));
        let signature = match self.alg {
            "none" => Vec::new(),
            "HS256" => hmac(SECRET.as_bytes(), &text),
            "RS256" if self.keys.0 == self.keys.1 => {
                rsa::pkcs1v15::SigningKey::<rsa::sha2::Sha256>::new(RSA.clone()).sign(text.as_bytes()).to_vec()
            }
            "ES256" => {
                let signature: p256::ecdsa::Signature = curve(self.keys.0).sign(text.as_bytes());
                signature.to_vec()
            }
            _ => key(self.keys.0).sign(text.as_bytes()).to_bytes().to_vec(),
        };
        format!("{text}.{}", base64(&signature))
    }
}

impl Realm {
    /// A provider that answers well, and says what is right of Ana.
    pub async fn new() -> Self {
        // Before anybody waits for an answer.
        LazyLock::force(&RSA);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Says {
            document: Manner::Well,
            answer: Manner::Well,
            keys: (1, 1),
            alg: "EdDSA",
            claims: BTreeMap::new(),
            codes: BTreeMap::new(),
        };
        let says = Arc::new(Mutex::new(says));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/elsewhere", get(document).post(token))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state((Arc::clone(&says), issuer.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { says, issuer }
    }

    /// What the site agreed with it.
    pub fn provider(&self) -> Arc<Provider> {
        provider(&self.issuer)
    }

    pub fn say(&self, claim: &'static str, value: Value) {
        self.says.lock().unwrap().claims.insert(claim, value);
    }

    pub fn set(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    /// A browser comes with what the site asked for: the code for it.
    pub fn code(&self, asked: &BTreeMap<String, String>) -> String {
        assert_eq!((asked["response_type"].as_str(), asked["code_challenge_method"].as_str()), ("code", "S256"));
        assert_eq!((asked["client_id"].as_str(), asked["scope"].as_str()), (SITE, "openid email"));
        let given = ["nonce", "code_challenge", "redirect_uri"].map(|name| asked[name].clone());
        let mut says = self.says.lock().unwrap();
        let code = format!("code-{}", says.codes.len());
        says.codes.insert(code.clone(), given);
        code
    }
}

pub fn provider(issuer: &str) -> Arc<Provider> {
    let settings = Settings {
        issuer: issuer.to_owned(),
        client: SITE.to_owned(),
        secret: SECRET.to_owned(),
        name: "Meridia".to_owned(),
        patience: Duration::from_millis(700),
    };
    Arc::new(Provider::new(settings).unwrap())
}
