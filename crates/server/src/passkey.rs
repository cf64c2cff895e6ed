//! Passkeys: the two ceremonies of Web Authentication, what they keep between question and answer, and the passkey that
//! comes of them. A library proves the answers; nothing of it leaves this file.

use access::audit::hex;
use serde_json::Value;
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, USER_HANDLE_MAX_LEN,
    UserHandle64, Username,
};
use webauthn_rp::request::{AsciiDomain, ExtensionInfo, PublicKeyCredentialDescriptor, RpId, TimedCeremony as _};
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AggErr, AuthenticatedCredential, DiscoverableAuthentication64, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration, RegistrationServerState,
};

/// A public key as it is read back.
type Key = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// For whom passkeys are made: the host of the site, and the origins from which a browser may answer.
#[derive(Debug)]
pub struct Party {
    id: RpId,
    origins: Vec<String>,
}

/// A ceremony that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// What its answer will name, in hexadecimal.
    pub challenge: String,
    /// What must be kept until the answer comes, in hexadecimal.
    pub state: String,
    /// What the browser is asked, as JSON.
    pub options: Value,
}

/// What is kept of a passkey, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The identifier that the device gave it.
    pub id: String,
    /// By which ways the device can be reached.
    pub transports: u8,
    /// What does not change.
    pub fixed: String,
    /// What changes with each use.
    pub moving: String,
}

/// An answer to the question for a log-in, read and not yet proved.
#[derive(Debug)]
pub struct LogInAnswer {
    answer: DiscoverableAuthentication64,
    /// The challenge that it names, in hexadecimal.
    pub challenge: String,
    /// The passkey that it was made with, in hexadecimal.
    pub passkey: String,
    /// The handle of its owner, in hexadecimal.
    pub handle: String,
}

/// An answer to the question for a new passkey, read and not yet proved.
#[derive(Debug)]
pub struct NewAnswer {
    answer: Registration,
    /// The challenge that it names, in hexadecimal.
    pub challenge: String,
}

fn unhex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks_exact(2);
    pairs.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn handle_of(text: &str) -> UserHandle64 {
    let bytes = <[u8; 64]>::try_from(unhex(text)).unwrap_or([0; 64]);
    let Ok(handle) = UserHandle64::decode(bytes);
    handle
}

impl Party {
    /// The party of a site: its address, or `http://localhost` with the port on which it is asked.
    ///
    /// # Errors
    /// Where the address has no name of a host.
    pub fn new(origin: &str) -> Result<Self, AggErr> {
        let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
        let host = rest.split(['/', ':']).next().unwrap_or_default().to_owned();
        Ok(Self {
            id: RpId::Domain(AsciiDomain::try_from(host)?),
            origins: vec![origin.trim_end_matches('/').to_owned()],
        })
    }

    /// Asks a browser for a new passkey of a person; those that they have are not made twice.
    ///
    /// # Errors
    /// Where the person's address or a kept passkey is of no form that the ceremony knows.
    pub fn ask_new(&self, handle: &str, address: &str, name: &str, held: &[Kept]) -> Result<Begun, AggErr> {
        let handle = handle_of(handle);
        let mut exclude = Vec::with_capacity(held.len());
        for kept in held {
            let id = CredentialId::<Vec<u8>>::decode(unhex(&kept.id))?;
            exclude.push(PublicKeyCredentialDescriptor { id, transports: AuthTransports::decode(kept.transports)? });
        }
        let user = PublicKeyCredentialUserEntity {
            name: Username::try_from(address)?,
            id: &handle,
            display_name: Nickname::try_from(name).ok(),
        };
        let mut options = PublicKeyCredentialCreationOptions::passkey(&self.id, user, exclude);
        // Asked for, not insisted on: many devices do not know it and would refuse.
        options.extensions.cred_protect = CredProtect::UserVerificationRequired(ExtensionInfo::AllowDontEnforceValue);
        let (server, client) = options.start_ceremony()?;
        Ok(Begun {
            challenge: hex(&server.sent_challenge().0.to_le_bytes()),
            state: hex(&server.encode().map_err(AggErr::EncodeRegistrationServerState)?),
            options: serde_json::to_value(&client)?,
        })
    }

    /// Proves the answer to the question for a new passkey.
    ///
    /// # Errors
    /// What does not hold: the challenge, the origin, the signature, the time.
    pub fn take_new(&self, state: &str, answer: &NewAnswer) -> Result<Kept, AggErr> {
        let server = RegistrationServerState::<USER_HANDLE_MAX_LEN>::decode(&unhex(state))?;
        let options = RegistrationVerificationOptions::<String, String> {
            allowed_origins: &self.origins,
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let made = server.verify(&self.id, &answer.answer, &options)?;
        let (id, transports, _, fixed, moving, _) = made.into_parts();
        let Ok(transports) = transports.encode();
        let Ok(fixed) = fixed.encode();
        let Ok(moving) = moving.encode();
        Ok(Kept { id: hex(id.into_inner()), transports, fixed: hex(&fixed), moving: hex(&moving) })
    }

    /// Asks a browser for a log-in by whatever passkey its person has for this site.
    ///
    /// # Errors
    /// Where the ceremony cannot begin.
    pub fn ask_log_in(&self) -> Result<Begun, AggErr> {
        let (server, client) = DiscoverableCredentialRequestOptions::passkey(&self.id).start_ceremony()?;
        Ok(Begun {
            challenge: hex(&server.sent_challenge().0.to_le_bytes()),
            state: hex(&server.encode().map_err(AggErr::EncodeDiscoverableAuthenticationServerState)?),
            options: serde_json::to_value(&client)?,
        })
    }

    /// Proves the answer to the question for a log-in against the passkey that is kept; what changed of it.
    ///
    /// # Errors
    /// What does not hold: the challenge, the origin, the signature, the time, a counter that went back.
    pub fn take_log_in(&self, state: &str, answer: &LogInAnswer, handle: &str, kept: &Kept) -> Result<String, AggErr> {
        let server = DiscoverableAuthenticationServerState::decode(&unhex(state))?;
        let (id, fixed) = (unhex(&kept.id), unhex(&kept.fixed));
        let handle = handle_of(handle);
        let moving = <[u8; 7]>::try_from(unhex(&kept.moving)).unwrap_or_default();
        let mut credential = AuthenticatedCredential::new(
            CredentialId::<&[u8]>::decode(id.as_slice())?,
            &handle,
            StaticState::<Key>::decode(fixed.as_slice())?,
            DynamicState::decode(moving)?,
        )?;
        let options = AuthenticationVerificationOptions::<String, String> {
            allowed_origins: &self.origins,
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        server.verify(&self.id, &answer.answer, &mut credential, &options)?;
        let Ok(moving) = credential.dynamic_state().encode();
        Ok(hex(&moving))
    }
}

impl NewAnswer {
    /// Reads what a browser sent.
    ///
    /// # Errors
    /// Where it is not the JSON of such an answer.
    pub fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let answer = Registration::from_json_relaxed(json)?;
        let challenge = hex(&answer.challenge_relaxed()?.0.to_le_bytes());
        Ok(Self { answer, challenge })
    }
}

impl LogInAnswer {
    /// Reads what a browser sent.
    ///
    /// # Errors
    /// Where it is not the JSON of such an answer.
    pub fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let answer = DiscoverableAuthentication64::from_json_relaxed(json)?;
        let challenge = hex(&answer.challenge_relaxed()?.0.to_le_bytes());
        let passkey = hex(answer.raw_id().as_ref());
        let handle = hex(answer.response().user_handle().as_ref());
        Ok(Self { answer, challenge, passkey, handle })
    }
}
