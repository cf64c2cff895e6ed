//! How long a policy decision takes: every shape of viewer against records of every kind, each decision made anew, and as
//! one of a list, where what was answered before is remembered. Prints one JSON object; `make bench` runs it:
//! `cargo run --release -p access --example decisions -- [count]`.
#![expect(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use access::{Action, Circumstances, Policies};

#[expect(clippy::unwrap_used, reason = "the viewers and records are shared with the tests")]
#[path = "../tests/runner/people.rs"]
mod people;

/// The time within which a share of all decisions was made, in microseconds.
fn within(times: &[u128], per_mille: usize) -> f64 {
    let place = (times.len() * per_mille / 1_000).min(times.len().saturating_sub(1));
    times.get(place).map_or(0.0, |nanoseconds| *nanoseconds as f64 / 1_000.0)
}

fn main() -> Result<(), Box<dyn Error>> {
    let count: usize = std::env::args().nth(1).map_or(Ok(200_000), |count| count.parse())?;
    let policies = Policies::shipped()?;
    let (viewers, records) = (people::viewers(), people::records());
    let now = Circumstances { now: people::NOW, asked: None };
    let (mut alone, mut listed) = (Vec::with_capacity(count), Vec::with_capacity(count));
    // Both rings are of lengths that share few factors: the pairs change with every round.
    let pairs = viewers.iter().cycle().zip(records.iter().cycle());
    for (viewer, record) in pairs.clone().take(count) {
        policies.forget();
        let begun = Instant::now();
        black_box(policies.decide(viewer, Action::View, record, &now));
        alone.push(begun.elapsed().as_nanos());
    }
    for (viewer, record) in pairs.take(count) {
        let sitting = policies.sitting(viewer, &now);
        let begun = Instant::now();
        black_box(sitting.decide(Action::List, record));
        listed.push(begun.elapsed().as_nanos());
    }
    alone.sort_unstable();
    listed.sort_unstable();
    println!(
        "{{\"decisions\":{count},\"p50_us\":{:.1},\"p99_us\":{:.1},\"max_us\":{:.1},\"listed_p50_us\":{:.1},\
         \"listed_p99_us\":{:.1}}}",
        within(&alone, 500),
        within(&alone, 990),
        within(&alone, 1_000),
        within(&listed, 500),
        within(&listed, 990),
    );
    Ok(())
}
