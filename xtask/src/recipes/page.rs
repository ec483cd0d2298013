//! `docs/RECIPES.md` as data: its sections, the files that their blocks are, and the commands between them.

/// A section of the page that has blocks.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recipe {
    pub title: String,
    /// Path and text, in the order of the page.
    pub files: Vec<(String, String)>,
    /// Blocks of commands that must succeed.
    pub commands: Vec<String>,
    /// Those that must also fail when the document has changed.
    pub stale: Vec<String>,
}

/// Reads it.
///
/// # Errors
///
/// A block that is neither a command, nor a picture (`text`), nor named by the line above it: it would not be tried.
pub fn read(page: &str) -> Result<Vec<Recipe>, String> {
    let mut recipes: Vec<Recipe> = Vec::new();
    let mut lines = page.lines().enumerate();
    let mut above = "";
    while let Some((number, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            recipes.push(Recipe { title: title.to_owned(), ..Recipe::default() });
        }
        if let Some(language) = line.strip_prefix("```") {
            let text: String =
                lines.by_ref().map(|(_, line)| line).take_while(|l| *l != "```").map(|l| format!("{l}\n")).collect();
            let named = above.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:"));
            match (recipes.last_mut(), language, named) {
                (Some(_), "text", _) => {}
                (Some(recipe), "sh", None) => recipe.commands.push(text),
                (Some(recipe), "sh stale", None) => recipe.stale.push(text),
                (Some(recipe), _, Some(path)) => recipe.files.push((path.to_owned(), text)),
                _ => return Err(format!("line {}: a block without the name of its file above it", number + 1)),
            }
        }
        if !line.is_empty() {
            above = line;
        }
    }
    recipes.retain(|recipe| *recipe != Recipe { title: recipe.title.clone(), ..Recipe::default() });
    Ok(recipes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_names() {
        let page = "# Page\n\n## Nothing\n\n## One\n\n`a/b.rs`:\n\n```rust\nfn a() {}\n\n```\n\n```text\nb\n```\n\n\
                    ```sh\ntrue\n```\n\n```sh stale\nfalse\n```\n";
        let one = Recipe {
            title: "One".to_owned(),
            files: vec![("a/b.rs".to_owned(), "fn a() {}\n\n".to_owned())],
            commands: vec!["true\n".to_owned()],
            stale: vec!["false\n".to_owned()],
        };
        assert_eq!(read(page), Ok(vec![one]));
        let lost = page.replace("`a/b.rs`:", "The file `a/b.rs`:");
        assert_eq!(read(&lost), Err("line 9: a block without the name of its file above it".to_owned()));
    }
}
