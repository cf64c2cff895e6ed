//! How often one may call: each account, and each address of visitors, has a share, so that no program takes the server
//! from everybody else. Counted by each server for itself, in memory.

use std::net::IpAddr;
use std::num::NonZeroU32;

use axum::http::StatusCode;
use governor::clock::MonotonicClock;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::error::Failure;

/// The word for a call that is one too many; whoever made it may come back after five seconds.
pub const TOO_MANY_CALLS: &str = "too-many-calls";
/// So many seconds' calls may come at once: a page opens with a few, a program begins with many.
const AT_ONCE: u32 = 5;
/// Beyond so many sources those that did not call lately are forgotten.
const SOURCES: usize = 100_000;

type Limiter = RateLimiter<String, HashMapStateStore<String>, MonotonicClock>;

/// The calls of each source.
#[derive(Debug)]
pub struct Calls(Option<Limiter>);

impl Calls {
    /// So many calls a second for each source, and five seconds' calls at once; 0 for no limit.
    #[must_use]
    pub fn new(a_second: u32) -> Self {
        Self(NonZeroU32::new(a_second).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::new(AT_ONCE).unwrap_or(NonZeroU32::MIN));
            RateLimiter::new(Quota::per_second(rate).allow_burst(burst), HashMapStateStore::default(), MonotonicClock)
        }))
    }

    /// Counts a call.
    ///
    /// # Errors
    /// `too-many-calls` where the source has called too often.
    pub fn take(&self, source: String) -> Result<(), Failure> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        if limiter.len() > SOURCES {
            limiter.retain_recent();
        }
        limiter.check_key(&source).map_err(|_| {
            Failure::fixed(
                StatusCode::TOO_MANY_REQUESTS,
                TOO_MANY_CALLS,
                "too many calls from here; wait some seconds, and ask for more at once instead of often",
                "trop d'appels depuis ce point ; attendez quelques secondes et demandez plus à la fois au lieu de demander souvent",
            )
        })
    }
}

/// Whom an address stands for: a network of the newer addresses has as many as it likes, and counts as one.
#[must_use]
pub fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(wide)) => {
            let [a, b, c, d, ..] = wide.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Calls, network};

    #[test]
    fn each_source_has_a_share_of_its_own() {
        let calls = Calls::new(2);
        let passed = |source: &str| (0..50).filter(|_| calls.take(source.to_owned()).is_ok()).count();
        assert!((10..14).contains(&passed("one")), "five seconds' calls at once");
        assert!((10..14).contains(&passed("other")));
        let none = Calls::new(0);
        assert!((0..10_000).all(|_| none.take("one".to_owned()).is_ok()));
    }

    #[test]
    fn a_network_counts_as_one() {
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_eq!((network("192.0.2.7").as_str(), network("unknown").as_str()), ("192.0.2.7", "unknown"));
    }
}
