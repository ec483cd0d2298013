//! What the arms of a choice are called.

use std::collections::BTreeMap;

use super::lower_types::Lowering;
use super::types::Type;
use super::{casing, formats, wording};
use crate::spec::{self, Arm, Members, Node, Property, Shape, ShapeId};

/// Whether a title is a mere word of `type`: what an arm is says more, as it tells a list of texts from one of numbers.
pub fn is_type(title: &str) -> bool {
    let words = ["array", "boolean", "integer", "number", "object", "string"];
    words.iter().any(|word| title.trim().eq_ignore_ascii_case(word))
}

/// How many names a variant asks for by its properties.
const MOST: usize = 8;

/// What the arms of one choice have, by which one is told from the others.
#[derive(Default)]
pub struct Arms {
    /// How many arms are objects.
    objects: usize,
    /// How many of them have a property.
    properties: BTreeMap<String, usize>,
    /// How many of them fix a property to values of its own.
    fixed: BTreeMap<String, usize>,
    /// How many of them fix it to these.
    marks: BTreeMap<(String, String), usize>,
    /// Their names without what need not be said; `None`: each is named alone.
    short: Option<BTreeMap<String, String>>,
}

impl Arms {
    /// How many arms have a property.
    fn having(&self, property: &Property) -> usize {
        self.properties.get(&property.wire).copied().unwrap_or_default()
    }
}

impl Lowering<'_> {
    /// What the arms of a choice that is called `owner` have.
    pub(super) fn arms(&self, union: &spec::Union, owner: &str) -> Arms {
        let mut arms = Arms::default();
        for members in union.arms.iter().filter_map(|arm| self.members(arm)) {
            arms.objects += 1;
            for property in &members.properties {
                *arms.properties.entry(property.wire.clone()).or_default() += 1;
                if let Some((mark, _)) = self.values(property.shape) {
                    *arms.fixed.entry(property.wire.clone()).or_default() += 1;
                    *arms.marks.entry((property.wire.clone(), mark)).or_default() += 1;
                }
            }
        }
        // A schema that extends another comes and goes without a word there, and must rename none of the others.
        if union.keyword != spec::FAMILY {
            let nodes = union.arms.iter().filter_map(|arm| Some((arm, self.api.node(self.api.target(arm.shape))?)));
            let (mut said, mut taken, mut shared) = (Vec::new(), Vec::new(), false);
            for (arm, node) in nodes {
                let called = self.called(arm);
                // Words that only values share are what somebody looks for who knows the values.
                shared |= called.is_some();
                match called.or_else(|| self.told(&arms, arm, node)) {
                    Some(name) => said.push(name),
                    None => taken.extend(self.by_kind(&arms, node).into_iter().next()),
                }
            }
            let said: Vec<&str> = said.iter().map(String::as_str).collect();
            arms.short = Some(wording::of_arms(&said, owner, &taken, shared));
        }
        arms
    }

    /// What the document calls an arm.
    fn called(&self, arm: &Arm) -> Option<String> {
        let component = self.said.get(&self.api.target(arm.shape)).cloned();
        let says = |hint: &&str| hint.len() <= 48 && !is_type(hint);
        component.or_else(|| arm.hint.as_deref().filter(says).map(casing::pascal))
    }

    /// The value that marks an arm, as a name.
    fn told(&self, arms: &Arms, arm: &Arm, node: &Node) -> Option<String> {
        self.mark(arms, node).or_else(|| arm.tags.first().map(|t| casing::pascal(t)))
    }

    fn members(&self, arm: &Arm) -> Option<&Members> {
        match &self.api.node(self.api.target(arm.shape))?.shape {
            Shape::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The names of a variant, and what the document says of it, if anything: what it calls the arm, without the words that
    /// need not be said; else the value that marks it; else its kind, and what it has that others have not.
    pub(super) fn variant(&self, arms: &Arms, arm: &Arm, node: &Node, owner: &str) -> (Option<String>, Vec<String>) {
        let said = self.called(arm).or_else(|| self.told(arms, arm, node));
        let kind = kind(&node.shape);
        let mut candidates = match &said {
            Some(name) => {
                let short = match &arms.short {
                    Some(short) => short.get(name).map_or(name.as_str(), String::as_str),
                    None => wording::without(name, owner),
                };
                // The last is what a record of before may hold.
                let alone = wording::without(name, owner).to_owned();
                vec![short.to_owned(), name.clone(), casing::longer(name, kind), alone]
            }
            None => self.by_kind(arms, node),
        };
        if let Shape::Object(members) = &node.shape {
            let own = by_properties(arms, members);
            // Of one object among several, it says nothing that it is one.
            let at = candidates.len() - usize::from(said.is_none() && arms.objects > 1);
            candidates.splice(at..at, own);
        }
        // What the document calls several arms, or a text beside them, tells less than what an arm is.
        if said.is_some() {
            candidates.extend(self.by_kind(arms, node));
        }
        let scalar = matches!(node.shape, Shape::Bool | Shape::Integer { .. } | Shape::Number { .. });
        candidates.extend(scalar.then(|| casing::longer(kind, "Value")));
        (said, candidates)
    }

    /// What a property says of which arm it is, as in `type: {const: text}`, and not all arms have: of this arm alone
    /// before any other, then of a property that must be there. Several values say it where each arm has some.
    fn mark(&self, arms: &Arms, node: &Node) -> Option<String> {
        let Shape::Object(members) = &node.shape else { return None };
        let marks = members.properties.iter().filter_map(|property| {
            let (mark, several) = self.values(property.shape).filter(|(mark, _)| !mark.is_empty())?;
            if several && arms.fixed.get(&property.wire) != Some(&arms.objects) {
                return None;
            }
            let having = arms.marks.get(&(property.wire.clone(), mark.clone())).copied().unwrap_or_default();
            (having == 1 || having < arms.objects).then_some(((having > 1, several, !property.required), mark))
        });
        marks.min_by_key(|(rank, _)| *rank).map(|(_, mark)| mark)
    }

    /// The values that a schema is fixed to as one name, which may be empty, and whether they are several.
    fn values(&self, id: ShapeId) -> Option<(String, bool)> {
        let Shape::Enum { values, open: false } = &self.api.node(self.api.target(id))?.shape else { return None };
        let mut names = values.iter().filter(|one| !one.value.is_empty()).map(|one| casing::pascal(&one.value));
        let Some(first) = names.next() else { return Some((String::new(), false)) };
        let rest: Vec<String> = names.collect();
        let common = rest.iter().fold(first.as_str(), |common, name| wording::shared_start(common, name));
        Some(match rest.as_slice() {
            [] => (first, false),
            _ if common.len() > 2 => (common.to_owned(), true),
            [second] => (format!("{first}Or{second}"), true),
            _ => (String::new(), true),
        })
    }

    /// The names of an arm that the document does not call anything.
    fn by_kind(&self, arms: &Arms, node: &Node) -> Vec<String> {
        let kind = kind(&node.shape).to_owned();
        match &node.shape {
            Shape::List { item, .. } => vec![kind, self.list_of(*item, 0)],
            // As libraries of Rust write a variant that holds something.
            Shape::Object(Members { properties, .. }) => match properties.as_slice() {
                [only] if only.required && arms.having(only) == 1 => vec![casing::pascal(&only.title), kind],
                _ => vec![kind],
            },
            Shape::Text { format: Some(format), .. } => {
                let format = casing::pascal(format);
                // A text that is typed by its format is one of those.
                if formats::scalar(&node.shape, &self.formats) == Type::Text {
                    vec![kind, format]
                } else {
                    vec![format, kind]
                }
            }
            _ => vec![kind],
        }
    }

    /// `UserList`, `IntegerList`, `IntegerLists`.
    fn list_of(&self, item: ShapeId, depth: usize) -> String {
        let target = self.api.target(item);
        let shape = self.api.node(target).map_or(&Shape::Any, |node| &node.shape);
        match (self.said.get(&target), shape) {
            (Some(name), _) => format!("{name}List"),
            (None, Shape::List { item, .. }) if depth == 0 => format!("{}s", self.list_of(*item, depth + 1)),
            (None, shape) => format!("{}List", kind(shape)),
        }
    }
}

/// `WithEmail`: by what fewest arms have, and of that what must be there first.
fn by_properties(arms: &Arms, members: &Members) -> Vec<String> {
    let own = members.properties.iter().filter(|p| arms.having(p) < arms.objects);
    let mut own: Vec<&Property> = own.collect();
    own.sort_by_key(|p| (!p.required, arms.having(p)));
    let words: Vec<String> = own.into_iter().take(MOST).map(|p| casing::pascal(&p.title)).collect();
    let singles = words.iter().map(|word| format!("With{word}"));
    let pairs = words.iter().zip(words.iter().skip(1)).map(|(one, other)| format!("With{one}And{other}"));
    singles.chain(pairs).collect()
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Any | Shape::Null | Shape::All(_) | Shape::Ref(_) | Shape::Union(_) => "Value",
        Shape::Bool => "Bool",
        Shape::Integer { .. } => "Integer",
        Shape::Number { .. } => "Number",
        Shape::Text { .. } => "Text",
        Shape::Enum { .. } => "Keyword",
        Shape::List { .. } => "List",
        Shape::Tuple(_) => "Tuple",
        Shape::Map { .. } => "Map",
        Shape::Object(_) => "Object",
    }
}
