//! What the arms of a choice are called.

use std::collections::BTreeMap;

use super::lower_types::Lowering;
use super::types::Type;
use super::{casing, formats};
use crate::spec::{self, Arm, Members, Node, Property, Shape, ShapeId};

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
}

impl Arms {
    /// How many arms have a property.
    fn having(&self, property: &Property) -> usize {
        self.properties.get(&property.wire).copied().unwrap_or_default()
    }
}

impl Lowering<'_> {
    /// What the arms of a choice have.
    pub(super) fn arms(&self, union: &spec::Union) -> Arms {
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
        arms
    }

    fn members(&self, arm: &Arm) -> Option<&Members> {
        match &self.api.node(self.api.target(arm.shape))?.shape {
            Shape::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The names of a variant, and whether the document gives the first: what it calls the arm, without the words of
    /// the choice itself; else the value that marks it; else its kind, and what it has that others have not.
    pub(super) fn variant(
        &self,
        arms: &Arms,
        arm: &Arm,
        target: ShapeId,
        node: &Node,
        owner: &str,
    ) -> (bool, Vec<String>) {
        let component = self.said.get(&target).cloned();
        let hint = component.or_else(|| arm.hint.as_deref().filter(|h| h.len() <= 48).map(casing::pascal));
        let said = hint.or_else(|| self.mark(arms, node)).or_else(|| arm.tags.first().map(|t| casing::pascal(t)));
        let kind = kind(&node.shape);
        let mut candidates = match &said {
            Some(name) => vec![without(name, owner).to_owned(), name.clone(), casing::longer(name, kind)],
            None => self.by_kind(arms, node),
        };
        if let Shape::Object(members) = &node.shape {
            let own = by_properties(arms, members);
            // Of one object among several, it says nothing that it is one.
            let at = candidates.len() - usize::from(said.is_none() && arms.objects > 1);
            candidates.splice(at..at, own);
        }
        (said.is_some(), candidates)
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
        let common = rest.iter().fold(first.as_str(), |common, name| shared_start(common, name));
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

/// `UserEvent` among the arms of `Event` is `User`, and `UserAddEmailAction` among those of `UserAction` is `AddEmail`.
fn without<'n>(name: &'n str, owner: &str) -> &'n str {
    let start = shared_start(name, owner).len();
    let (words, others) = (starts(name), starts(owner));
    let same = |back: &usize| {
        let word = |text: &'_ str, starts: &[usize]| {
            let at = starts.len().checked_sub(*back)?;
            text.get(*starts.get(at)?..starts.get(at + 1).copied().unwrap_or(text.len())).map(str::to_owned)
        };
        word(name, &words).is_some_and(|own| Some(own) == word(owner, &others))
    };
    let shared = (1..=words.len()).take_while(same).count();
    let end = words.len().checked_sub(shared).and_then(|at| words.get(at)).copied().unwrap_or(name.len());
    let good = |rest: &&str| {
        let first = rest.get(..starts(rest).get(1).copied().unwrap_or(rest.len())).unwrap_or_default();
        let tied = !name.starts_with(rest) && casing::ties(first);
        rest.starts_with(char::is_uppercase) && *rest != "Self" && !tied
    };
    let cuts = [name.get(start..end), name.get(start..), name.get(..end)];
    cuts.into_iter().flatten().find(good).unwrap_or(name)
}

/// The words that two names begin with.
fn shared_start<'n>(name: &'n str, other: &str) -> &'n str {
    let (words, others) = (starts(name), starts(other));
    let ends = words.iter().skip(1).copied().chain([name.len()]);
    let theirs = others.iter().skip(1).copied().chain([other.len()]);
    let shared = ends.zip(theirs).take_while(|(end, their)| name.get(..*end) == other.get(..*their)).last();
    shared.and_then(|(end, _)| name.get(..end)).unwrap_or_default()
}

/// Where the words of a name begin.
fn starts(name: &str) -> Vec<usize> {
    let mut at = 0;
    let mut starts = Vec::new();
    for word in casing::words(name) {
        starts.push(at);
        at += word.len();
    }
    // A letter may be longer in the other case: then where words begin is not known.
    if at == name.len() { starts } else { vec![0] }
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

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn what_is_said_by_the_choice() {
        let table = [
            ("UserEvent", "Event", "User"),
            ("EventUser", "Event", "User"),
            ("UserAddEmailAction", "UserAction", "AddEmail"),
            ("UserAddEmailAction", "UserUpdateAction", "AddEmail"),
            ("UserMessageV2", "ChatMessageV2", "User"),
            ("Event", "Event", "Event"),
            ("UserAction", "UserAction", "UserAction"),
            ("UserEvent", "UserEventList", "UserEvent"),
            ("ListOfUsers", "ListItem", "ListOfUsers"),
            ("OnKeyTrigger", "Trigger", "OnKey"),
            ("Users", "User", "Users"),
            ("Cat", "Pet", "Cat"),
        ];
        for (name, owner, expected) in table {
            assert_eq!(without(name, owner), expected, "{name} of {owner}");
        }
    }
}
