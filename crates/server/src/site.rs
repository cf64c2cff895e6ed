//! What this site is to the world: its address, whether its visitor may clear files, and the key by which it seals.

use std::fmt;
use std::sync::Arc;

use crate::provider::Provider;
use crate::work::Mailer;

/// The site's own settings.
#[derive(Clone)]
pub struct Site {
    /// The address under which the world reaches it, as `https://customs.example`; none where only this machine does.
    pub url: Option<String>,
    /// The port on which this machine is asked: links in mails name it where there is no address.
    pub port: u16,
    /// Whether whoever reaches it may clear files without an account: true only where nobody but this machine does.
    pub desk: bool,
    /// The key by which secrets are sealed that must be read back. It is kept beside the database, not in it.
    pub key: [u8; 32],
    /// The command that looks for viruses: the content comes on its standard input, and it ends with 0 for a clean one
    /// and 1 for an infected one. None where nothing looks.
    pub scanner: Option<String>,
    /// Hands mails to a mail server. None where they stay in the outbox.
    pub mailer: Option<Mailer>,
    /// The provider by which people may log in as well. None where there is none.
    pub provider: Option<Arc<Provider>>,
}

impl fmt::Debug for Site {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("url", &self.url).field("desk", &self.desk).finish_non_exhaustive()
    }
}

impl Site {
    /// A site that this machine alone reaches, and whose visitor may clear files.
    #[must_use]
    pub fn desk(key: [u8; 32]) -> Self {
        Self { url: None, port: 8080, desk: true, key, scanner: None, mailer: None, provider: None }
    }

    /// Where it is reached: at its own address, or on this machine.
    #[must_use]
    pub fn base(&self) -> String {
        self.url.clone().unwrap_or_else(|| format!("http://localhost:{}", self.port))
    }

    /// Whether it is reached over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// The name of the cookie that holds a log-in session. The prefix makes browsers refuse it from anywhere else.
    #[must_use]
    pub fn session_cookie(&self) -> &'static str {
        if self.is_secure() { "__Host-session" } else { "session" }
    }

    /// The name of the host and its port, as browsers send it; none where only this machine is asked.
    #[must_use]
    pub fn authority(&self) -> Option<&str> {
        let (_, rest) = self.url.as_deref()?.split_once("://")?;
        Some(rest.trim_end_matches('/'))
    }
}
