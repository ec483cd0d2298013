//! How SDKs bear load: what a call costs beside one written by hand, what a million take, and what a large stream takes.

mod calls;
mod process;
mod server;

use std::io::BufRead as _;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use calls::{By, Caller, Failure};
use clap::{Parser, Subcommand};
use sdkwright_runtime::{ByteStream, Call, Config, Operation, Parameter, Retry, read_stream};

/// Each measurement is made in a process of its own, against a server in another.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    task: Option<Task>,
    /// How many calls the long run makes; 0: there is none.
    #[arg(long, default_value_t = 1_000_000)]
    calls: u64,
    /// How many calls are made at once.
    #[arg(long, default_value_t = 64)]
    concurrency: u64,
    /// How many calls each run of the comparison makes.
    #[arg(long, default_value_t = 50_000)]
    compared: u64,
    /// How many pairs of runs the comparison makes; 0: there is none.
    #[arg(long, default_value_t = 7)]
    pairs: usize,
    /// How many gigabytes (10⁹ bytes) the stream has; 0: there is none.
    #[arg(long, default_value_t = 10)]
    gigabytes: u64,
}

#[derive(Subcommand)]
enum Task {
    /// The server.
    Serve,
    /// Makes calls, and prints failures, microseconds of processor a call, kilobytes after a tenth and at the end.
    Calls { by: By, base: String, calls: u64, concurrency: u64 },
    /// Makes so many calls by the SDK and by hand, and prints microseconds of processor a call of each.
    Pair { base: String, calls: u64, concurrency: u64 },
    /// Reads a stream, and prints its bytes, seconds, and the most kilobytes.
    Stream { base: String, gigabytes: u64 },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.task {
        Some(Task::Serve) => runtime().and_then(|r| Ok(r.block_on(server::run())?)),
        Some(Task::Calls { by, base, calls, concurrency }) => {
            runtime().and_then(|r| r.block_on(self::calls(*by, base, *calls, *concurrency)))
        }
        Some(Task::Pair { base, calls, concurrency }) => {
            runtime().and_then(|r| r.block_on(pair(base, *calls, *concurrency)))
        }
        Some(Task::Stream { base, gigabytes }) => runtime().and_then(|r| r.block_on(stream(base, *gigabytes))),
        None => all(&cli),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One thread: what threads cost each other would blur what a call costs.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

async fn calls(by: By, base: &str, calls: u64, concurrency: u64) -> Result<(), Failure> {
    let caller = Caller::new(by, base)?;
    let done = run(&caller, calls, concurrency).await?;
    let each = done.cpu.as_secs_f64() * 1e6 / calls as f64;
    println!("{} {each:.3} {} {}", done.failed, done.early, process::memory().0);
    Ok(())
}

/// What came of some calls.
struct Done {
    failed: u64,
    /// What they took.
    cpu: Duration,
    /// Kilobytes after a tenth of them.
    early: u64,
}

async fn run(caller: &Caller, calls: u64, concurrency: u64) -> Result<Done, Failure> {
    let started = process::cpu();
    let (next, failed) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let early = Arc::new(AtomicU64::new(0));
    let tasks: Vec<_> = (0..concurrency)
        .map(|_| {
            let (caller, next, failed, early) =
                (caller.clone(), Arc::clone(&next), Arc::clone(&failed), Arc::clone(&early));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= calls {
                        return;
                    }
                    if number == calls / 10 {
                        early.store(process::memory().0, Ordering::Relaxed);
                    }
                    if let Err(error) = caller.call("5e5ea5c16897e").await {
                        failed.fetch_add(1, Ordering::Relaxed);
                        eprintln!("{error:?}");
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await?;
    }
    let cpu = process::cpu() - started;
    Ok(Done { failed: failed.load(Ordering::Relaxed), cpu, early: early.load(Ordering::Relaxed) })
}

/// The two take turns, so that what else the machine does meets both; each is the first as often as the other.
async fn pair(base: &str, calls: u64, concurrency: u64) -> Result<(), Failure> {
    const TURN: u64 = 1000;
    let callers = [Caller::new(By::Sdk, base)?, Caller::new(By::Hand, base)?];
    let (mut cpu, turns) = ([Duration::ZERO; 2], (calls / TURN).max(1));
    // Connections are made, and caches warm, before it counts.
    for turn in 0..=turns {
        for at in if turn % 2 == 0 { [0, 1] } else { [1, 0] } {
            let done = run(&callers[at], TURN, concurrency).await?;
            if turn > 0 {
                cpu[at] += done.cpu;
            }
        }
    }
    let [sdk, hand] = cpu.map(|cpu| cpu.as_secs_f64() * 1e6 / (turns * TURN) as f64);
    println!("{sdk:.3} {hand:.3}");
    Ok(())
}

async fn stream(base: &str, gigabytes: u64) -> Result<(), Failure> {
    const SIZE: Parameter = Parameter::path("size");
    static ZEROS: Operation =
        Operation { id: "zeros", method: "GET", path: "/zeros/{size}", accept: "", auth: &[], retry: Retry::Safe };
    let core = Config::new(base, "soak/0").build()?;
    let started = Instant::now();
    let size = (gigabytes * 1_000_000_000).to_string();
    let mut stream: ByteStream = Call::open(&core, &ZEROS, read_stream).text(SIZE, size).await?;
    let mut bytes = 0;
    while let Some(chunk) = stream.try_next().await? {
        bytes += chunk.len() as u64;
    }
    println!("{bytes} {:.1} {}", started.elapsed().as_secs_f64(), process::memory().1);
    Ok(())
}

/// Another process of this program.
fn process(arguments: &[&str]) -> Result<Child, Failure> {
    Ok(Command::new(std::env::current_exe()?).args(arguments).stdout(Stdio::piped()).spawn()?)
}

/// The numbers that it prints.
fn numbers(arguments: &[&str]) -> Result<Vec<f64>, Failure> {
    let output = process(arguments)?.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", arguments.join(" "), output.status).into());
    }
    String::from_utf8(output.stdout)?.split_whitespace().map(|n| Ok(n.parse()?)).collect()
}

/// A server that goes when it is dropped.
struct Server(Child, String);

impl Server {
    fn start() -> Result<Self, Failure> {
        let mut child = process(&["serve"])?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            std::io::BufReader::new(stdout).read_line(&mut line)?;
        }
        Ok(Self(child, format!("http://{}", line.trim())))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

fn all(cli: &Cli) -> Result<(), Failure> {
    let server = Server::start()?;
    let (base, concurrency) = (server.1.as_str(), cli.concurrency.to_string());
    let mut sound = true;
    let mut ratios = Vec::new();
    for pair in 1..=cli.pairs {
        let numbers = numbers(&["pair", base, &cli.compared.to_string(), &concurrency])?;
        let [sdk, hand] = numbers[..] else { return Err("two numbers".into()) };
        println!(
            "pair {pair}: {sdk:.2} µs a call by the SDK, {hand:.2} µs by hand, {:+.1} %",
            (sdk / hand - 1.0) * 100.0
        );
        ratios.push(sdk / hand);
    }
    ratios.sort_by(f64::total_cmp);
    if let Some(median) = ratios.get(ratios.len() / 2) {
        println!("median of {}: {:+.1} % (at most +5 %)", ratios.len(), (median - 1.0) * 100.0);
        sound &= *median <= 1.05;
    }
    if cli.calls > 0 {
        let numbers = numbers(&["calls", "sdk", base, &cli.calls.to_string(), &concurrency])?;
        let [failed, each, early, late] = numbers[..] else { return Err("four numbers".into()) };
        println!(
            "{} calls, {} at once: {failed} failed, {each:.2} µs each; {early} kB after a tenth, {late} kB at the end (at most 5,000 more)",
            cli.calls, cli.concurrency
        );
        sound &= failed == 0.0 && late <= early + 5_000.0;
    }
    if cli.gigabytes > 0 {
        let numbers = numbers(&["stream", base, &cli.gigabytes.to_string()])?;
        let [bytes, seconds, most] = numbers[..] else { return Err("three numbers".into()) };
        println!("a stream of {bytes} bytes in {seconds} s: at most {most} kB (64,000 allowed)");
        sound &= bytes == cli.gigabytes as f64 * 1e9 && most <= 64_000.0;
    }
    if sound { Ok(()) } else { Err("a limit was passed".into()) }
}
