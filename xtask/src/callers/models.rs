//! Uses of the types of a document.

use sdkwright::diff::{Item, What};
use sdkwright::model::{Arm, Def, DefKind, Field, Presence, Type};

use super::probes::Probes;

impl Probes<'_> {
    pub fn models(&mut self) {
        let sdk = self.sdk;
        for def in &sdk.defs {
            let name = format!("sdk::models::{}", def.name);
            match &def.kind {
                DefKind::Struct(fields) | DefKind::Form { fields, .. } => self.structure(def, &name, fields),
                DefKind::Enum { values, .. } => {
                    let traits = format!("bounds::<{name}>(); equal::<{name}>(); hashed::<{name}>();");
                    let ways = format!("let value = {name}::from(\"a\"); let _: &str = value.as_str();");
                    self.add(Item::model(def), &[], format!("{traits} {ways}"));
                    values.iter().for_each(|v| self.unit(def, &name, &v.name));
                }
                DefKind::Numbers(numbers) => {
                    let traits = format!("bounds::<{name}>(); copied::<{name}>(); hashed::<{name}>();");
                    let ways = format!("let value = {name}::from(1_i64); let _: i64 = value.value();");
                    self.add(Item::model(def), &[], format!("{traits} {ways}"));
                    numbers.iter().for_each(|n| self.unit(def, &name, &n.name));
                }
                DefKind::Union(union) => {
                    let code = format!(
                        "bounds::<{name}>(); equal::<{name}>(); match any::<{name}>() {{ {name}::Unknown(json) => {{ let _: serde_json::Value = json; }} _ => {{}} }}"
                    );
                    self.add(Item::model(def), &[], code);
                    union.arms.iter().for_each(|arm| self.arm(def, &name, arm));
                    let words = &union.words.texts;
                    if !words.is_empty() {
                        let code = format!("let _: &[&str] = {name}::KNOWN; let _ = {name}::from(\"a\");");
                        self.add(Item::model(def), &[], code);
                    }
                    words.iter().for_each(|word| self.unit(def, &name, &word.name));
                }
                DefKind::Alias(ty) => {
                    let code = format!("let _: {} = any::<{name}>();", self.spelled(ty));
                    self.add(Item::model(def), &[ty], code);
                }
            }
        }
    }

    fn structure(&mut self, def: &Def, name: &str, fields: &[Field]) {
        let form = matches!(def.kind, DefKind::Form { .. });
        let equal = if form { String::new() } else { format!("equal::<{name}>();") };
        let item = Item::model(def);
        self.add(item.clone(), &[], format!("bounds::<{name}>(); {equal} let {name} {{ .. }} = any();"));
        let asked: Vec<&Field> = fields.iter().filter(|f| f.asked()).collect();
        if asked.is_empty() && (def.sent || fields.iter().all(|f| f.constant.is_none())) {
            self.add(item.clone(), &[], format!("let _ = <{name} as Default>::default();"));
        }
        if def.sent {
            let types: Vec<&Type> = asked.iter().map(|f| &f.ty).collect();
            let new = |given: Vec<String>| format!("let _: {name} = {name}::new({});", given.join(", "));
            let inferred = |f: &&Field| match f.presence {
                Presence::Nullable => self.asked(f),
                _ => self.inferred(&f.ty),
            };
            let code = new(asked.iter().map(|f| self.asked(f)).collect());
            let code = format!("{code} {}", new(asked.iter().map(inferred).collect()));
            self.add(item.clone(), &types, code).parts = Some((What::Field, format!("{}.", def.name)));
        }
        for field in fields {
            let (of, ty) = (Item::field(def, &field.name), self.held(field));
            let code = format!("let _: {ty} = any::<{name}>().{};", field.name);
            self.add(of.clone(), &[&field.ty], code).with([item.clone()]);
            let settable = !matches!(field.presence, Presence::Required | Presence::Nullable);
            if def.sent && settable {
                let (given, inferred) = match field.presence {
                    Presence::OptionalNullable => (format!("any::<{}>()", self.plain(field)), None),
                    Presence::Extra => (self.given(&field.ty), None),
                    _ => (self.given(&field.ty), Some(self.inferred(&field.ty))),
                };
                let set = |given: String| format!("let _: {name} = any::<{name}>().{}({given});", field.name);
                let code = set(given) + &inferred.map(set).unwrap_or_default();
                self.add(of, &[&field.ty], code).with([item.clone()]);
            }
        }
    }

    /// A value for an argument of `new`.
    fn asked(&self, field: &Field) -> String {
        match field.presence {
            Presence::Nullable => format!("any::<Option<{}>>()", self.spelled(&field.ty)),
            _ => self.given(&field.ty),
        }
    }

    /// The type of a field without presence.
    fn plain(&self, field: &Field) -> String {
        let ty = self.spelled(&field.ty);
        if field.boxed { format!("Box<{ty}>") } else { ty }
    }

    /// The type of a field.
    fn held(&self, field: &Field) -> String {
        let ty = self.plain(field);
        match field.presence {
            Presence::Required | Presence::Extra => ty,
            Presence::Nullable | Presence::Optional => format!("Option<{ty}>"),
            Presence::OptionalNullable => format!("sdk::runtime::Nullable<{ty}>"),
        }
    }

    /// A variant without a value, made and met.
    fn unit(&mut self, def: &Def, name: &str, variant: &str) {
        let code = format!("match {name}::{variant} {{ {name}::{variant} => {{}} _ => {{}} }}");
        self.add(Item::variant(def, variant), &[], code).with([Item::model(def)]);
    }

    fn arm(&mut self, def: &Def, name: &str, arm: &Arm) {
        let ty = self.spelled(&arm.ty);
        let held = if arm.boxed { format!("Box<{ty}>") } else { ty };
        let mut code = format!(
            "match any::<{name}>() {{ {name}::{}(value) => {{ let _: {held} = value; }} _ => {{}} }}",
            arm.name
        );
        if arm.ty == Type::Text {
            code.push_str(&format!(" let _ = {name}::from(any::<&str>());"));
        }
        self.add(Item::variant(def, &arm.name), &[&arm.ty], code).with([Item::model(def)]);
    }
}
