//! Hands the mails of the outbox to a mail server. It speaks TLS, save to this machine itself, and a mail has one
//! connection and one recipient, so that no mail waits for another.

use std::error::Error as _;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::{Address, Message};
use store::Mail;
use tokio::time::{Instant, timeout, timeout_at};
use url::{Host, Url};

use crate::work::{Mailer, Refusal, Undelivered};

/// How long one mail may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the farewell may take, when the answer is there already.
const FAREWELL: Duration = Duration::from_secs(2);
/// How much of what a mail server says is kept, in characters.
const WORDS: usize = 500;
/// The reply of a server that is closing down (RFC 5321, 3.8): no other mail gets through now.
const CLOSING: u16 = 421;

/// Says that no person wrote it, so that nobody's absence answers (RFC 3834, 5).
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");
/// The language of the text (RFC 3282).
const CONTENT_LANGUAGE: HeaderName = HeaderName::new_from_ascii_str("Content-Language");

/// How the way to the mail server is protected.
enum Way {
    /// Not at all: to this machine only.
    Open,
    /// From the first byte.
    Tls(TlsParameters),
    /// By STARTTLS, before anything else is said; a server without it gets nothing.
    StartTls(TlsParameters),
}

/// A mail server that takes mails on their way, and from whom they are.
pub struct Relay {
    host: String,
    port: u16,
    way: Way,
    login: Option<Credentials>,
    from: Mailbox,
    name: ClientId,
    patience: Duration,
}

/// A mail in the form in which it travels.
struct Letter {
    to: Address,
    bytes: Vec<u8>,
}

/// What is being talked about with the mail server.
#[derive(Clone, Copy)]
enum Part {
    /// The connection, the log-in and the sender, which are the same for all mails.
    Site,
    /// The recipient and the text.
    Mail,
}

impl Relay {
    /// A mail server by its address: `smtps://USER@HOST` (TLS), `smtp://USER@HOST?tls=required` (STARTTLS), or
    /// `smtp://localhost` and other loopback addresses without TLS. `from` is an address, or a name with one in angle
    /// brackets. The password never stands in the address.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what would be right.
    pub fn new(address: &str, from: &str, password: Option<&str>) -> Result<Self, String> {
        const RIGHT: &str = "give `smtps://mail.example`, or `smtp://mail.example?tls=required`";
        let url =
            Url::parse(address).map_err(|error| format!("the mail server has no such address: {error}; {RIGHT}"))?;
        if url.password().is_some() {
            return Err("the password of the mail server belongs in a file (`--smtp-password-file`)".to_owned());
        }
        let named = url.host_str().filter(|host| !host.is_empty());
        let named = named.ok_or_else(|| format!("the address of the mail server names no host; {RIGHT}"))?;
        let host = Host::parse(named).map_err(|error| format!("`{named}` is no host of a mail server: {error}"))?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(format!("nothing follows the host of the mail server `{host}` but its port; {RIGHT}"));
        }
        let plain = match &host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        };
        let host = host.to_string().trim_matches(['[', ']']).to_owned();
        let tls = || TlsParameters::new(host.clone()).map_err(|error| format!("no TLS with `{host}`: {error}"));
        let (way, port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Way::Tls(tls()?), 465),
            ("smtp", Some("tls=required")) => (Way::StartTls(tls()?), 587),
            ("smtp", None) if plain => (Way::Open, 25),
            ("smtp", None) => return Err(format!("mails would travel to `{host}` unencrypted; {RIGHT}")),
            (scheme, query) => {
                let query = query.map_or_else(String::new, |query| format!("?{query}"));
                return Err(format!("`{scheme}://{host}{query}` is no mail server that can be used; {RIGHT}"));
            }
        };
        let from = sender(from)?;
        let name = ClientId::Domain(from.email.domain().to_owned());
        let login = login(&url, password)?;
        Ok(Self { port: url.port().unwrap_or(port), host, way, login, from, name, patience: PATIENCE })
    }

    /// The same with another time that one mail may take.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What hands mails to this server.
    #[must_use]
    pub fn mailer(self) -> Mailer {
        let relay = Arc::new(self);
        Arc::new(move |mail| {
            let relay = Arc::clone(&relay);
            Box::pin(async move { relay.deliver(&mail).await })
        })
    }

    async fn deliver(&self, mail: &Mail) -> Result<(), Undelivered> {
        let letter = self.letter(mail)?;
        let until = Instant::now() + self.patience;
        let mut connection = self.within(until, Part::Site, self.connect()).await?;
        let done = self.hand_over(&mut connection, &letter, until).await;
        // What the server answered stands, whatever becomes of the farewell.
        let _ = timeout(FAREWELL, connection.abort()).await;
        done
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let server = (self.host.as_str(), self.port);
        let tls = if let Way::Tls(tls) = &self.way { Some(tls.clone()) } else { None };
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, None, &self.name, tls, None).await?;
        if let Way::StartTls(tls) = &self.way {
            connection.starttls(tls.clone(), &self.name).await?;
        }
        if let Some(login) = &self.login {
            connection.auth(DEFAULT_MECHANISMS, login).await?;
        }
        Ok(connection)
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        letter: &Letter,
        until: Instant,
    ) -> Result<(), Undelivered> {
        let mut options = Vec::new();
        if !<Address as AsRef<str>>::as_ref(&letter.to).is_ascii() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(never("the mail server takes no address with other than ASCII letters"));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        if !letter.bytes.is_ascii() {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let sender = commands::Mail::new(Some(self.from.email.clone()), options);
        self.within(until, Part::Site, connection.command(sender)).await?;
        self.within(until, Part::Mail, connection.command(commands::Rcpt::new(letter.to.clone(), Vec::new()))).await?;
        self.within(until, Part::Mail, connection.command(commands::Data)).await?;
        self.within(until, Part::Mail, connection.message(&letter.bytes)).await.map(|_| ())
    }

    /// What the server answers before the time is over.
    async fn within<T>(
        &self,
        until: Instant,
        part: Part,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Undelivered> {
        match timeout_at(until, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Undelivered { said: words(&error), refusal: refusal(part, Some(&error)) }),
            Err(_) => {
                let said = format!("no answer within {} s", self.patience.as_secs_f64());
                Err(Undelivered { said, refusal: refusal(part, None) })
            }
        }
    }

    /// The mail as it travels. A mail that is sent again is the same to the last byte, and its Message-ID says so.
    fn letter(&self, mail: &Mail) -> Result<Letter, Undelivered> {
        let to = recipient(&mail.new.address).ok_or_else(|| never("the mail has no address that mail can go to"))?;
        let written = Duration::from_micros(u64::try_from(mail.made_at).unwrap_or(0));
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .date(UNIX_EPOCH + written)
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .subject(one_line(&mail.new.subject))
            .raw_header(HeaderValue::new(CONTENT_LANGUAGE, mail.new.language.code().to_owned()))
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
            .singlepart(SinglePart::plain(lines(&mail.new.content)));
        let message = message.map_err(|error| never(&error.to_string()))?;
        Ok(Letter { to, bytes: message.formatted() })
    }
}

/// From whom mails are. Its domain stands in the Message-ID and in the greeting, where only ASCII may stand.
fn sender(from: &str) -> Result<Mailbox, String> {
    let wrong = || format!("`{from}` is no sender: give `office@customs.example` or `Office <office@customs.example>`");
    let given: Mailbox = from.parse().map_err(|_| wrong())?;
    let email = recipient(given.email.as_ref()).filter(|email| email.user().is_ascii()).ok_or_else(wrong)?;
    Ok(Mailbox::new(given.name.map(|name| one_line(&name)), email))
}

/// Both halves of the log-in or none.
fn login(url: &Url, password: Option<&str>) -> Result<Option<Credentials>, String> {
    match (url.username(), password) {
        ("", None) => Ok(None),
        ("", Some(_)) => {
            Err("there is a password for the mail server, but its address names no user: `smtps://USER@HOST`"
                .to_owned())
        }
        (_, None) => {
            Err("the address of the mail server names a user: give the password with `--smtp-password-file`".to_owned())
        }
        (user, Some(password)) => {
            // The name of the user is percent-encoded; in a form `+` and `&` would mean something else.
            let field = user.replace('+', "%2B").replace('&', "%26");
            let user =
                form_urlencoded::parse(field.as_bytes()).next().map_or_else(String::new, |(user, _)| user.into());
            Ok(Some(Credentials::new(user, password.to_owned())))
        }
    }
}

/// An address whose domain is in ASCII.
fn recipient(address: &str) -> Option<Address> {
    let (user, domain) = address.rsplit_once('@')?;
    Address::new(user, Host::parse(domain).ok()?.to_string()).ok()
}

/// A line without anything that could end it.
fn one_line(text: &str) -> String {
    text.chars().map(|mark| if mark.is_control() { ' ' } else { mark }).collect()
}

/// Lines whose only control characters are their ends.
fn lines(text: &str) -> String {
    text.chars().filter(|mark| *mark == '\n' || !mark.is_control()).collect()
}

fn never(said: &str) -> Undelivered {
    Undelivered { said: said.to_owned(), refusal: Refusal::Permanent }
}

/// Whose fault it is: what goes wrong before the recipient is named would happen to every mail.
fn refusal(part: Part, error: Option<&Error>) -> Refusal {
    let closing = error.and_then(Error::status).is_some_and(|code| u16::from(code) == CLOSING);
    match part {
        Part::Site => Refusal::Unreachable,
        Part::Mail if closing => Refusal::Unreachable,
        Part::Mail if error.is_some_and(Error::is_permanent) => Refusal::Permanent,
        Part::Mail => Refusal::Temporary,
    }
}

/// The server's words, or what happened on the way to it: one line, bounded, without marks that turn the writing round.
fn words(error: &Error) -> String {
    let text = match (error.status(), error.source()) {
        (Some(code), Some(said)) => format!("{code} {said}"),
        _ => error.to_string(),
    };
    let turns =
        |mark: &char| matches!(mark, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String = one_line(&text).chars().filter(|mark| !turns(mark)).take(WORDS).collect();
    kept.trim().to_owned()
}
