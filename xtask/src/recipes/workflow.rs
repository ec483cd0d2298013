//! The steps of a GitHub Actions workflow that can be run here: the `run` of each, in the order of the file.

use std::path::Path;

use sdkwright::diag::Diagnostics;
use sdkwright::load;
use serde_json::Value;

use super::kitchen::Kitchen;

/// Needs what is not here: another repository, and the host of the pull requests.
const ELSEWHERE: &[&str] = &["cargo install", "gh pr"];

/// Runs the jobs of a workflow in a checkout, with variables of this machine in place of those of the file. Returns the names of
/// the steps that ran.
///
/// # Errors
///
/// A workflow that cannot be read, or that has what is not understood here; a step that fails.
pub fn run(kitchen: &Kitchen, folder: &Path, file: &str, variables: &[(&str, &str)]) -> Result<Vec<String>, String> {
    let mut diagnostics = Diagnostics::default();
    let sources = load::load(&folder.join(file).as_path().into(), &mut diagnostics);
    let workflow = sources.root().filter(|_| !diagnostics.has_errors()).map(|f| &f.value);
    let workflow = workflow.ok_or_else(|| format!("{file}: it cannot be read"))?;
    let at = |pointer: &str| workflow.pointer(pointer).ok_or_else(|| format!("{file}: it has no {pointer}"));
    at("/on")?;
    let outputs = kitchen.folder().join("outputs");
    let runner = [("RUNNER_TEMP", kitchen.folder()), ("GITHUB_OUTPUT", outputs.as_path())];
    let runner = runner.map(|(name, path)| (name.to_owned(), path.display().to_string()));
    let mut ran = Vec::new();
    for job in at("/jobs")?.as_object().into_iter().flat_map(|jobs| jobs.values()) {
        _ = std::fs::remove_file(&outputs);
        let steps = job["steps"].as_array().ok_or_else(|| format!("{file}: a job without steps"))?;
        for step in steps {
            let name = step["name"].as_str().unwrap_or("a step without a name");
            let script = match (step["run"].as_str(), step["uses"].as_str()) {
                (Some(script), None) => script,
                (None, Some(_)) => continue,
                _ => return Err(format!("{file}: {name}: it has neither `run` nor `uses`")),
            };
            let condition = step.get("if").map(|condition| condition.as_str().unwrap_or_default());
            if !met(condition, &std::fs::read_to_string(&outputs).unwrap_or_default(), step_ids(steps))? {
                continue;
            }
            if ELSEWHERE.iter().any(|word| script.contains(word)) {
                println!("  {name}: read, not run");
                kitchen.parse(script)?.success().map_err(|why| format!("{file}: {name}: {why}"))?;
                continue;
            }
            let mut environment = strings(&workflow["env"]);
            environment.extend(strings(&step["env"]));
            environment.extend(runner.clone());
            environment.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            let folder = folder.join(step["working-directory"].as_str().unwrap_or_default());
            kitchen.shell(&folder, script, &environment)?.success().map_err(|why| format!("{file}: {name}: {why}"))?;
            ran.push(name.to_owned());
        }
    }
    Ok(ran)
}

fn strings(value: &Value) -> Vec<(String, String)> {
    let pairs = value.as_object().into_iter().flatten();
    pairs.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

fn step_ids(steps: &[Value]) -> Vec<&str> {
    steps.iter().filter_map(|step| step["id"].as_str()).collect()
}

/// The one form of condition: that a step before has said `name=value`.
fn met(condition: Option<&str>, outputs: &str, ids: Vec<&str>) -> Result<bool, String> {
    let Some(condition) = condition else { return Ok(true) };
    let parts = || {
        let (what, value) = condition.strip_prefix("steps.")?.split_once(" == ")?;
        let (id, name) = what.split_once(".outputs.")?;
        let value = value.strip_prefix('\'')?.strip_suffix('\'')?;
        ids.contains(&id).then(|| format!("{name}={value}"))
    };
    let line = parts().ok_or_else(|| format!("a condition that is not understood: {condition}"))?;
    Ok(outputs.lines().any(|said| said == line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions() {
        let check = |condition: &str, outputs: &str, expected: Option<bool>| {
            assert_eq!(met(Some(condition), outputs, vec!["make"]).ok(), expected, "{condition}");
        };
        assert_eq!(met(None, "", vec![]), Ok(true));
        check("steps.make.outputs.changed == 'true'", "changed=true\n", Some(true));
        check("steps.make.outputs.changed == 'true'", "", Some(false));
        check("steps.other.outputs.changed == 'true'", "changed=true\n", None);
        check("always()", "", None);
    }
}
