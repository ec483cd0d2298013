//! `cargo xtask recipes`: the blocks of `docs/RECIPES.md` as they stand, written out, built, run and broken, in a folder outside of
//! the workspace. What a reader copies is what was tried.

mod kitchen;
mod page;
mod workflow;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use xtask::mock;

use crate::steps::Step;
use kitchen::Kitchen;
use page::Recipe;

/// The file that all recipes start from.
const DOCUMENT: &str = "openapi.yaml";

/// A section of the page, and what is said when the document has changed.
const RECIPES: [(&str, &str); 3] = [
    ("A crate that is committed", "is stale"),
    ("A build script", "no field `email`"),
    ("A module of an application", "is stale"),
];

/// Of all pages of the list.
const USERS: usize = 30;

/// Tries all of them.
pub fn run(root: &Path) -> ExitCode {
    match all(root) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: docs/RECIPES.md: {why}");
            ExitCode::FAILURE
        }
    }
}

fn all(root: &Path) -> Result<(), String> {
    let path = root.join("docs/RECIPES.md");
    let page = page::read(&std::fs::read_to_string(&path).map_err(|e| e.to_string())?)?;
    let [document, committed, script, module, workflow] = page.as_slice() else {
        return Err(format!("it has {} sections with blocks; xtask/src/recipes tries five", page.len()));
    };
    let server = mock::start(mock::Options { seed_users: USERS, ..mock::Options::default() });
    let server = server.map_err(|e| format!("the server does not start: {e}"))?;
    let kitchen = Kitchen::new(root, environment(root, &server.base_url())?)?;
    for (recipe, (title, broken)) in [committed, script, module].into_iter().zip(RECIPES) {
        if recipe.title != title {
            return Err(format!("`{}` stands where `{title}` was", recipe.title));
        }
        let started = Instant::now();
        println!("{title}");
        try_out(&kitchen, document, recipe, broken).map_err(|why| format!("{title}: {why}"))?;
        println!("  done in {:.0?}", started.elapsed());
    }
    println!("{}", workflow.title);
    pull_request(&kitchen, &kitchen.folder().join(slug(committed)), workflow)
        .map_err(|why| format!("{}: {why}", workflow.title))?;
    std::fs::remove_dir_all(kitchen.folder()).map_err(|e| e.to_string())
}

/// What the page says that there is: the command, the server, credentials. One target folder lets recipes share what they depend on.
fn environment(root: &Path, server: &str) -> Result<Vec<(String, String)>, String> {
    if !Step::cargo(root, &["build", "--quiet", "--package", "sdkwright"]).run(root) {
        return Err("sdkwright does not build".to_owned());
    }
    let old = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(root.join("target/debug")).chain(std::env::split_paths(&old));
    let path = std::env::join_paths(folders).map_err(|e| e.to_string())?.to_string_lossy().into_owned();
    let options = mock::Options::default();
    let target = root.join("target/generated").display().to_string();
    let pairs = [
        ("PATH", path.as_str()),
        ("CARGO_TARGET_DIR", &target),
        ("CARGO_TERM_COLOR", "never"),
        ("USERS_URL", server),
        ("USERS_PROJECT", &options.project),
        ("USERS_KEY", &options.key),
    ];
    Ok(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
}

fn slug(recipe: &Recipe) -> String {
    recipe.title.to_lowercase().replace(' ', "-")
}

/// From nothing to a program that ran, its workflows, and what it says when the document is another.
fn try_out(kitchen: &Kitchen, document: &Recipe, recipe: &Recipe, broken: &str) -> Result<(), String> {
    let folder = kitchen.folder().join(slug(recipe));
    let files = || document.files.iter().chain(&recipe.files);
    write(kitchen, &folder, files())?;
    if recipe.commands.is_empty() || recipe.stale.is_empty() {
        return Err("it has no commands, or none that are to fail".to_owned());
    }
    let mut said = String::new();
    for script in recipe.commands.iter().chain(&recipe.stale) {
        let done = kitchen.shell(&folder, script, &[])?;
        done.success()?;
        said += &done.said;
    }
    // The program has walked every page, and nothing on the way was worth a warning.
    if let Some(user) = (0..USERS).find(|n| !said.lines().any(|line| line == format!("user{n}@example.com"))) {
        return Err(format!("the program does not name user {user}:\n{said}"));
    }
    // That a recipe without the library has no use for it is of our making.
    let ours = "was not used in the crate graph";
    let warns = |line: &str| line.starts_with("warning") && !line.contains(ours) || line.starts_with("note");
    if said.lines().any(warns) {
        return Err(format!("there is a warning:\n{said}"));
    }
    for (path, _) in recipe.files.iter().filter(|(path, _)| path.starts_with(".github/")) {
        workflow::run(kitchen, &folder, path, &[])?;
    }
    // Neither what is written by hand nor the SDK, which is checked at the end, is formatted in another way.
    kitchen.shell(&folder, "cargo fmt --all", &[])?.success()?;
    for (path, text) in files() {
        let now = std::fs::read_to_string(folder.join(path)).map_err(|e| format!("{path}: {e}"))?;
        if now != *text {
            return Err(format!("{path} is no longer as it was written by hand"));
        }
    }
    rename(kitchen, &folder, "email", "mail")?;
    for script in &recipe.stale {
        kitchen.shell(&folder, script, &[])?.failure(broken)?;
    }
    rename(kitchen, &folder, "mail", "email")?;
    recipe.stale.iter().try_for_each(|script| kitchen.shell(&folder, script, &[])?.success())
}

fn write<'a>(
    kitchen: &Kitchen,
    folder: &Path,
    mut files: impl Iterator<Item = &'a (String, String)>,
) -> Result<(), String> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    files.try_for_each(|(path, text)| kitchen.write(&format!("{name}/{path}"), text))
}

/// Another document: a property has another name.
fn rename(kitchen: &Kitchen, folder: &Path, old: &str, new: &str) -> Result<(), String> {
    let path = folder.join(DOCUMENT);
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{DOCUMENT}: {e}"))?;
    let changed = text.replace(old, new);
    if changed == text {
        return Err(format!("{DOCUMENT} has no `{old}`"));
    }
    write(kitchen, folder, [(DOCUMENT.to_owned(), changed)].iter())
}

/// The workflow in a clone of the first recipe, with a bare repository as its origin: a document that is the same pushes nothing, one
/// that has changed a branch with the SDK, the step of its version and its changelog.
fn pull_request(kitchen: &Kitchen, folder: &Path, recipe: &Recipe) -> Result<(), String> {
    write(kitchen, folder, recipe.files.iter())?;
    let origin: PathBuf = kitchen.folder().join("origin.git");
    let git = |script: &str| {
        let origin = ("ORIGIN".to_owned(), origin.display().to_string());
        let done = kitchen.shell(folder, script, &[origin])?;
        done.success().map(|()| done.said)
    };
    let prepared = "git init --quiet --initial-branch main .\ngit init --quiet --bare --initial-branch main \"$ORIGIN\"\n\
        git add --all\ngit -c user.name=recipes -c user.email=recipes@example.org commit --quiet --message Start\n\
        git remote add origin \"$ORIGIN\"\ngit push --quiet origin main";
    git(prepared)?;
    let [(file, _)] = recipe.files.as_slice() else { return Err("it is one file".to_owned()) };
    let elsewhere = kitchen.folder().join("elsewhere");
    kitchen.write(&format!("elsewhere/{DOCUMENT}"), &read(&folder.join(DOCUMENT))?)?;
    let document = format!("file://{}", elsewhere.join(DOCUMENT).display());
    let steps = || workflow::run(kitchen, folder, file, &[("DOCUMENT", &document)]);
    let expect = |ran: Vec<String>, expected: &[&str]| {
        if ran == expected { Ok(()) } else { Err(format!("the steps {ran:?} ran, not {expected:?}")) }
    };
    expect(steps()?, &["Fetch the document", "Generate"])?;
    rename(kitchen, &elsewhere, "email", "mail")?;
    // The second time the branch is there already.
    for _ in 0..2 {
        expect(steps()?, &["Fetch the document", "Generate", "Push"])?;
        git("git checkout --quiet main")?;
        let changed = git("git diff --name-only main origin/sdk-update")?;
        for path in [DOCUMENT, "sdkwright.toml", "users/CHANGELOG.md", "users/Cargo.toml", "users/src/models/user.rs"] {
            if !changed.lines().any(|line| line == path) {
                return Err(format!("{path} is not in the pull request:\n{changed}"));
            }
        }
        let version = git("git show origin/sdk-update:sdkwright.toml")?;
        let text = read(&kitchen.folder().join("changes.md"))?;
        if !version.contains("version = \"0.2.0\"") || !text.contains("email") {
            return Err(format!("the version is no step further, or the text does not say why:\n{version}\n{text}"));
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
