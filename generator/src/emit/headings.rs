//! The headings of pages: those that the document has in its prose stand below ours, and links lead to ours.

/// Docs whose highest heading is of this level at the most.
pub fn below(level: usize, docs: &[String]) -> String {
    let mut fenced = false;
    let levels: Vec<Option<usize>> = docs
        .iter()
        .map(|line| {
            fenced ^= line.starts_with("```");
            depth(line).filter(|_| !fenced)
        })
        .collect();
    let highest = levels.iter().flatten().min().copied().unwrap_or(level);
    let down = level.saturating_sub(highest);
    let line = |(line, found): (&String, &Option<usize>)| match found {
        Some(found) => format!("{}{}", "#".repeat((found + down).min(6)), line.trim_start().trim_start_matches('#')),
        None => line.clone(),
    };
    docs.iter().zip(&levels).map(line).collect::<Vec<_>>().join("\n")
}

/// The level of a heading.
fn depth(line: &str) -> Option<usize> {
    let line = line.trim_start();
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    ((1..=6).contains(&level) && (rest.is_empty() || rest.starts_with(' '))).then_some(level)
}

/// How GitHub and others call the place of a heading in a link.
pub fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{anchor, below};

    #[test]
    fn headings_of_the_document() {
        let table = [
            ("# One\ntext\n### Two\n#3", "### One\ntext\n##### Two\n#3"),
            ("#### One\n##### Two", "#### One\n##### Two"),
            ("##### One\n# Two\n```text\n# code\n```", "###### One\n### Two\n```text\n# code\n```"),
            ("text", "text"),
        ];
        for (text, expected) in table {
            let lines: Vec<_> = text.lines().map(str::to_owned).collect();
            assert_eq!(below(3, &lines), expected);
        }
    }

    #[test]
    fn anchors() {
        assert_eq!(anchor("OAuth 2.0 (user)_a-b"), "oauth-20-user_a-b");
    }
}
