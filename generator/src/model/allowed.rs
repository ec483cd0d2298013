//! A number that a schema allows, for examples of calls: where the document shows none they have a `1`, which a list of values or a
//! limit may rule out.

use serde_json::{Number, Value, json};

use crate::spec::{Api, Limits, Shape, ShapeId};

/// The value of an argument that must be there, alone or in a list; nothing where `1` will do.
pub fn value(api: &Api, id: ShapeId) -> Option<Value> {
    match api.node(api.target(id)).map(|node| &node.shape)? {
        Shape::List { item, .. } => Some(json!([number(api, *item)?])),
        _ => number(api, id).map(Value::Number),
    }
}

fn number(api: &Api, id: ShapeId) -> Option<Number> {
    match api.node(api.target(id)).map(|node| &node.shape)? {
        Shape::Integer { values, .. } if !values.is_empty() => {
            values.iter().all(|v| v.value != 1).then(|| values.first().map(|v| v.value.into())).flatten()
        }
        Shape::Number { values, .. } if !values.is_empty() => {
            values.iter().all(|v| v.value != 1.0).then(|| Number::from_f64(values.first()?.value)).flatten()
        }
        // What is beyond the numbers that a fraction can hold is no example.
        Shape::Integer { limits, .. } => {
            let found = within(limits, true).filter(|found| found.abs() < 1e15)?;
            Some((found as i64).into())
        }
        Shape::Number { limits, .. } => Number::from_f64(within(limits, false)?),
        _ => None,
    }
}

/// A number within limits, if `1` is not.
fn within(limits: &Limits, whole: bool) -> Option<f64> {
    let ends = |number: f64| {
        let low = limits.min.is_none_or(|b| if b.exclusive { number > b.at } else { number >= b.at });
        low && limits.max.is_none_or(|b| if b.exclusive { number < b.at } else { number <= b.at })
    };
    let fits = |number: &f64| {
        let whole = !whole || number.fract() == 0.0;
        whole && ends(*number) && limits.step.is_none_or(|step| (number / step).fract() == 0.0)
    };
    let (least, most) = (limits.min.map(|b| b.at), limits.max.map(|b| b.at));
    let step = limits.step.unwrap_or(1.0);
    let least = least.map(|at| (at / step).ceil() * step);
    let most = most.map(|at| (at / step).floor() * step);
    let between = limits.min.zip(limits.max).map(|(min, max)| (min.at + max.at) / 2.0);
    let tried = [Some(step), least, least.map(|at| at + step), most, most.map(|at| at - step), between];
    if fits(&1.0) { None } else { tried.into_iter().flatten().find(fits) }
}

#[cfg(test)]
mod tests {
    use super::within;
    use crate::spec::{Bound, Limits};

    #[test]
    fn numbers_within_limits() {
        let at = |at: f64, exclusive: bool| Some(Bound { at, exclusive });
        let table = [
            (None, None, None, true, None),
            (at(1.0, false), at(9.0, false), None, true, None),
            (at(10.0, false), None, None, true, Some(10.0)),
            (at(1.0, true), None, None, true, Some(2.0)),
            (at(2.5, false), None, None, true, Some(3.0)),
            (None, at(0.0, false), None, true, Some(0.0)),
            (None, at(0.0, true), None, true, Some(-1.0)),
            (at(10.0, false), None, Some(25.0), true, Some(25.0)),
            (None, None, Some(0.25), false, None),
            (at(0.0, true), at(1.0, true), None, false, Some(0.5)),
            (at(5.0, false), at(4.0, false), None, true, None),
        ];
        for (min, max, step, whole, expected) in table {
            let limits = Limits { min, max, step, ..Limits::default() };
            assert_eq!(within(&limits, whole), expected, "{limits:?}");
        }
    }
}
