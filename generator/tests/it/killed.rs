//! `generate` is killed, or two run at once: no file is lost or half written, and the next run ends in the right state.
//!
//! The moments are of the slow tier: `cargo test -p sdkwright --test it killed -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const MOMENTS: usize = 200;
const STAGED: &str = ".sdkwright-staged";

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A document with many small schemas; the two editions differ in all that they share, and each has some of its own.
fn document(edition: &str) -> String {
    let own = (0..20).map(|n| format!("{edition}Own{n}"));
    let names: Vec<_> = (0..100).map(|n| format!("Shared{n}")).chain(own).collect();
    let kinds: String = names.iter().map(|n| format!("{n}: {{$ref: '#/components/schemas/{n}'}}, ")).collect();
    let schema = |n: &String| format!("    {n}: {{type: object, properties: {{{edition}: {{type: string}}}}}}\n");
    let schemas: String = names.iter().map(schema).collect();
    format!(
        "openapi: 3.0.3\ninfo: {{title: Toys, version: '{edition}'}}\npaths:\n  /toys:\n    get:\n      operationId: list\n      \
         responses: {{'200': {{description: All., content: {{application/json: {{schema: {{type: object, properties: \
         {{{kinds}}}}}}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

fn generate(folder: &Path, edition: &str, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sdkwright"))
        .args(["generate", &format!("{edition}.yaml"), "--out", "sdk", "--name", "toys"])
        .args(more)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts")
}

fn done(mut child: Child) {
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

/// What is below a folder, without what is being got ready.
fn files(root: &Path) -> Files {
    let mut files = Files::new();
    let mut todo = vec![root.to_owned()];
    while let Some(at) = todo.pop() {
        for path in std::fs::read_dir(at).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() && !path.ends_with(STAGED) {
                todo.push(path);
            } else if path.is_file() {
                let text = std::fs::read(&path).expect("a file");
                files.insert(path.strip_prefix(root).expect("below").to_owned(), text);
            }
        }
    }
    files
}

/// A folder with both documents and files of a user, and what each document makes of it.
fn prepared() -> (tempfile::TempDir, BTreeMap<&'static str, Files>) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for edition in ["Old", "New"] {
        std::fs::write(root.join(edition).with_extension("yaml"), document(edition)).expect("a file");
    }
    for path in ["sdk/NOTES.md", "sdk/src/models/mine.rs", "sdk/tests/mine.rs"] {
        std::fs::create_dir_all(root.join(path).parent().expect("a parent")).expect("a folder");
        std::fs::write(root.join(path), "written by hand").expect("a file");
    }
    let mut states = BTreeMap::new();
    for edition in ["Old", "New"] {
        done(generate(root, edition, &[]));
        states.insert(edition, files(&root.join("sdk")));
    }
    assert_ne!(states["Old"], states["New"]);
    (folder, states)
}

/// xorshift; the seed is printed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: Duration) -> Duration {
        Duration::from_nanos(self.next() % (bound.as_nanos() as u64).max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// What a run is waited for before the clock of its end runs: nothing, files that are got ready, or moved.
const MARKS: [&str; 3] = ["", STAGED, ".sdkwright-staged/journal"];

/// Waits until the mark is there, or the run has ended.
fn wait(root: &Path, mark: &str, child: &mut Child) {
    let mark = root.join("sdk").join(mark);
    while !mark.exists() && child.try_wait().expect("a state").is_none() {
        std::thread::sleep(Duration::from_micros(100));
    }
}

/// How long a run takes from each mark on.
fn clock(root: &Path, edition: &str) -> [Duration; 3] {
    let mut child = generate(root, edition, &[]);
    let marks = MARKS.map(|mark| {
        wait(root, mark, &mut child);
        Instant::now()
    });
    done(child);
    marks.map(|mark| mark.elapsed())
}

#[test]
#[ignore = "two minutes"]
fn killed_at_any_moment() {
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |t| t.as_nanos() as u64 | 1)
    });
    println!("SEED={seed}");
    let mut random = Random(seed);
    let (folder, states) = prepared();
    let (root, sdk) = (folder.path(), folder.path().join("sdk"));
    let (mut from, mut to) = ("New", "Old");
    let [whole, writing, moving] = clock(root, to);
    (from, to) = (to, from);
    println!("a run takes {whole:.0?}, of that {writing:.0?} at the files, {moving:.1?} to move them");
    let (mut half, mut staged, mut moved) = (0, 0, 0);
    for moment in 0..MOMENTS {
        let mut child = generate(root, to, &[]);
        // Most of them while files are written or moved, which is a small part of the time.
        let (mark, rest) = [("", whole), (MARKS[1], writing), (MARKS[2], moving), (MARKS[2], moving / 3)][moment % 4];
        wait(root, mark, &mut child);
        std::thread::sleep(random.below(rest));
        child.kill().expect("SIGKILL");
        child.wait().expect("an end");
        let now = files(&sdk);
        moved += usize::from(sdk.join(MARKS[2]).exists());
        staged += usize::from(sdk.join(STAGED).exists());
        half += usize::from(now != states[from] && now != states[to]);
        let (old, new) = (&states[from], &states[to]);
        for (path, text) in &now {
            let known = [old.get(path), new.get(path)].contains(&Some(text));
            assert!(known, "{}: half written, moment {moment}", path.display());
        }
        for path in old.keys().filter(|path| new.contains_key(*path)) {
            assert!(now.contains_key(path), "{}: lost, moment {moment}", path.display());
        }
        // Who comes next may be killed as well, want another state, or only look.
        if moment % 3 == 0 {
            let mut child = generate(root, from, &[]);
            std::thread::sleep(random.below(whole));
            child.kill().expect("SIGKILL");
            child.wait().expect("an end");
        }
        if moment % 5 == 0 {
            let child = generate(root, to, &["--check"]).wait().expect("an end").code();
            let state = files(&sdk);
            assert!(states.values().any(|s| *s == state), "--check leaves a whole state, moment {moment}");
            assert_eq!(child, Some(i32::from(state != states[to])), "--check tells the state, moment {moment}");
        }
        if random.next().is_multiple_of(2) {
            (from, to) = (to, from);
        }
        done(generate(root, to, &[]));
        assert_eq!(files(&sdk), states[to], "the run after moment {moment}");
        assert!(!sdk.join(STAGED).exists(), "nothing is left, moment {moment}");
        (from, to) = (to, from);
    }
    println!("{MOMENTS} moments; {staged} left something staged, {moved} a journal, {half} left files of both states");
}

#[test]
fn two_at_once() {
    let (folder, states) = prepared();
    let sdk = folder.path().join("sdk");
    for _ in 0..3 {
        let runs = ["Old", "New", "Old", "New"].map(|edition| generate(folder.path(), edition, &[]));
        runs.into_iter().for_each(done);
        let now = files(&sdk);
        assert!(states.values().any(|state| *state == now), "the state of the one or the other");
        assert!(!sdk.join(STAGED).exists());
    }
}
