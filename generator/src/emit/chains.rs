//! Calls of a field as a person lays them out: prettyplease counts `self.0.text(…)` as a chain of three, and gives each a line.

/// What is taken into one line with `Self(` is no longer than this, in bytes.
const WIDTH: usize = 100;

/// The same code, with `self.0.` on the line of the method that it is called for, and in one line with the `Self(` around it.
pub fn joined(text: String) -> String {
    // Most files have no call of a field.
    if !text.contains("Self(\n") && !text.contains(".0\n") {
        return text;
    }
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut out = relaid(&relaid(&lines, call), wrapped).join("\n");
    out.push('\n');
    out
}

/// Lines in place of the first ones of some, and how many those are.
type Rule = fn(&[String]) -> Option<(Vec<String>, usize)>;

/// The lines, with those that a rule is for laid out by it.
fn relaid(lines: &[String], rule: Rule) -> Vec<String> {
    let mut out = Vec::with_capacity(lines.len());
    let mut rest = lines;
    while let [line, behind @ ..] = rest {
        match rule(rest) {
            Some((laid, length)) => {
                out.extend(laid);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                out.push(line.clone());
                rest = behind;
            }
        }
    }
    out
}

/// `self`, `.0` and `.method(…)` in a line each: `self.0.method(…)`, and how many lines it was.
fn call(lines: &[String]) -> Option<(Vec<String>, usize)> {
    let [own, field, method, ..] = lines else { return None };
    let (outer, inner) = (indent(own), indent(own) + 4);
    if own.trim() != "self" || field.trim() != ".0" || indent(method) != inner || !method.trim().starts_with('.') {
        return None;
    }
    let behind = lines.iter().skip(3).take_while(|line| indent(line) >= inner);
    let behind: Vec<&String> = behind.collect();
    // Further methods stand below each other, with what they are called on.
    if behind.iter().any(|line| indent(line) == inner && line.trim().starts_with('.')) {
        return None;
    }
    let first = format!("{:outer$}self.0{}", "", method.trim());
    let length = 3 + behind.len();
    Some((std::iter::once(first).chain(behind.into_iter().map(|line| nearer(line))).collect(), length))
}

/// `Self(` and `)` around such a call, on its lines.
fn wrapped(lines: &[String]) -> Option<(Vec<String>, usize)> {
    let (open, first) = (lines.first()?, lines.get(1)?);
    let outer = indent(open);
    if open.trim() != "Self(" || indent(first) != outer + 4 || !first.trim().starts_with("self.0.") {
        return None;
    }
    let end = 1 + lines.iter().skip(1).position(|line| indent(line) <= outer)?;
    let (inner, close) = (lines.get(1..end)?, lines.get(end)?);
    if close.trim() != ")" {
        return None;
    }
    let head = format!("{:outer$}Self({}", "", first.trim());
    let whole = match inner {
        [_] => vec![format!("{})", head.trim_end_matches(','))],
        [_, middle @ .., last] if last.trim() == ")," && middle.iter().all(|line| indent(line) > outer + 4) => {
            let middle = middle.iter().map(|line| nearer(line));
            std::iter::once(head).chain(middle).chain([format!("{:outer$}))", "")]).collect()
        }
        _ => return None,
    };
    whole.iter().all(|line| line.len() <= WIDTH).then_some((whole, end + 1))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The line a level further out.
fn nearer(line: &str) -> String {
    line.strip_prefix("    ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn calls_of_a_field() {
        let check = |text: &str, expected: &str| assert_eq!(joined(text.to_owned()), expected, "{text}");
        check(
            "    Self(\n        self\n            .0\n            .text(\n                one(\"a\"),\n                two,\n            ),\n    )\n}\n",
            "    Self(self.0.text(\n        one(\"a\"),\n        two,\n    ))\n}\n",
        );
        check(
            "    Self(\n        self\n            .0\n            .text(one),\n    )\n",
            "    Self(self.0.text(one))\n",
        );
        check("    Self(\n        self.0.text(one),\n    )\n", "    Self(self.0.text(one))\n");
        // Too long, another chain, something else.
        let long = format!("    Self(\n        self.0.text({}),\n    )\n", "x".repeat(90));
        let kept = [
            long.as_str(),
            "self\n    .0\n    .text(one)\n    .more()\n",
            "Self(\n    self.0.text(one),\n    two,\n)\n",
            "Self(\n    other,\n)\n",
        ];
        kept.iter().for_each(|text| check(text, text));
    }
}
