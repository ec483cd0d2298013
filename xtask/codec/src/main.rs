//! Prints what the SDK takes of the time that serde_derive takes. The two take turns, round by round, so that a machine
//! with other work does not favour either; criterion's own figures come from `cargo bench`.

use std::time::{Duration, Instant};

use clap::Parser;
use codec::{Pair, Work};

#[derive(Parser)]
struct Cli {
    /// How many rounds.
    #[arg(long, default_value_t = 60)]
    rounds: usize,
    /// Milliseconds that each side works in a round.
    #[arg(long, default_value_t = 10)]
    milliseconds: u64,
    /// Only payloads whose name has this in it.
    #[arg(long, default_value = "")]
    only: String,
    /// Works on one side only, for a profiler: `ours` or `peer`, reading or writing as long as the rounds would take.
    #[arg(long)]
    profile: Option<String>,
}

fn main() {
    let cli = Cli::parse();
    let (decode, encode) = codec::pairs();
    println!("time of the SDK / time of serde_derive: quartiles of {} rounds, and MB/s of both", cli.rounds);
    for (what, pairs) in [("decode", decode), ("encode", encode)] {
        for pair in pairs.iter().filter(|p| p.name.contains(&cli.only) || what == cli.only) {
            measure(&cli, what, pair);
        }
    }
}

fn measure(cli: &Cli, what: &str, pair: &Pair) {
    let time = Duration::from_millis(cli.milliseconds);
    if let Some(side) = &cli.profile {
        run(if side == "ours" { &pair.ours } else { &pair.peer }, time * cli.rounds as u32);
        return;
    }
    let mut rounds = Vec::new();
    for round in 0..cli.rounds + 1 {
        let (ours, peer) = match round % 2 {
            0 => (run(&pair.ours, time), run(&pair.peer, time)),
            _ => {
                let peer = run(&pair.peer, time);
                (run(&pair.ours, time), peer)
            }
        };
        // The first one fills caches.
        if round > 0 {
            rounds.push((ours / peer, ours, peer));
        }
    }
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |quarter: usize| rounds[quarter * (rounds.len() - 1) / 4];
    let (_, ours, peer) = at(2);
    let speed = |seconds: f64| pair.bytes as f64 / seconds / 1e6;
    println!(
        "{what} {:20} {:.2} {:.2} {:.2}  {:5.0} {:5.0}",
        pair.name,
        at(1).0,
        at(2).0,
        at(3).0,
        speed(ours),
        speed(peer)
    );
}

/// Seconds that it takes once, as the mean of all values.
fn run(work: &Work, time: Duration) -> f64 {
    let (started, mut count) = (Instant::now(), 0_u32);
    while started.elapsed() < time {
        (0..codec::VALUES).for_each(|_| work());
        count += codec::VALUES as u32;
    }
    started.elapsed().as_secs_f64() / f64::from(count)
}
