//! Calls to the provider: one connection a call, no redirect followed, so long and so many bytes at most.

use std::convert::Infallible;
use std::future::{Future, pending};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use openidconnect::http::uri::{Authority, Scheme};
use openidconnect::http::{HeaderValue, Request, Response, Uri, header};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// The most bytes of one answer.
const MOST: usize = 256 << 10;

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nothing is called there: no host, or not over TLS.
    #[error("`{0}` is not called: give an address that begins with `https://`")]
    Address(String),
    /// It took too long.
    #[error("no answer within {0:?}")]
    Late(Duration),
    /// The connection could not be made.
    #[error(transparent)]
    Connection(#[from] io::Error),
    /// What came is not HTTP.
    #[error(transparent)]
    Http(#[from] hyper::Error),
    /// The answer broke off, or is longer than is read.
    #[error("the answer could not be read: {0}")]
    Content(Box<dyn std::error::Error + Send + Sync>),
}

trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Whoever calls the provider.
#[derive(Clone)]
pub struct Caller {
    tls: TlsConnector,
    open: bool,
    patience: Duration,
}

impl Caller {
    /// Calls over TLS with the authorities that this machine trusts; only where `open`, this machine itself without TLS.
    ///
    /// # Errors
    /// Where the machine trusts no authority, or TLS cannot be set up.
    pub fn new(open: bool, patience: Duration) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() && !open {
            return Err("this machine trusts no certificate authority: install `ca-certificates`".to_owned());
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), open, patience })
    }

    async fn wire(&self, address: &Uri, authority: &Authority) -> Result<Box<dyn Wire>, CallError> {
        let wrong = || CallError::Address(address.to_string());
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let secure = address.scheme() == Some(&Scheme::HTTPS);
        if !(secure || self.open && is_this_machine(&host)) {
            return Err(wrong());
        }
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let stream = TcpStream::connect((host.as_str(), port)).await?;
        if !secure {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(host).map_err(|_| wrong())?;
        Ok(Box::new(self.tls.connect(name, stream).await?))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let (mut parts, body) = request.into_parts();
        let address = std::mem::take(&mut parts.uri);
        let wrong = |_| CallError::Address(address.to_string());
        let authority = address.authority().ok_or(()).map_err(wrong)?;
        let wire = self.wire(&address, authority).await?;
        // Connections of this kind write neither the host nor the short form of the address themselves.
        let host = HeaderValue::from_str(authority.as_str()).map_err(|_| wrong(()))?;
        parts.headers.insert(header::HOST, host);
        let path = address.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = path.parse().map_err(|_| wrong(()))?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(wire)).await?;
        let exchange = async {
            let answer = sender.send_request(Request::from_parts(parts, Full::new(Bytes::from(body)))).await?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, MOST).collect().await.map_err(CallError::Content)?.to_bytes();
            Ok(Response::from_parts(parts, body.to_vec()))
        };
        let carry = async {
            // What went wrong on the way, the exchange says.
            let _ = connection.await;
            pending::<Infallible>().await
        };
        tokio::select! {
            answer = exchange => answer,
            never = carry => match never {},
        }
    }
}

/// Whether a host is this machine, which may be called without TLS.
pub(super) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl<'c> AsyncHttpClient<'c> for Caller {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let late = |_| CallError::Late(self.patience);
        Box::pin(async move { timeout(self.patience, self.send(request)).await.map_err(late)? })
    }
}
