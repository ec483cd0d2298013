//! Whole numbers, fractions and variables where a number is wanted: that this compiles is most of the test.

use crate::floats::Client;
use crate::floats::api::operations::{Tare, Weigh};
use crate::floats::models::Weight;

#[allow(dead_code)]
fn calls(client: &Client, limit: f64) -> (Weigh, Tare) {
    let weight = Weight::new(1, Some(2.0), [1, 2]).may(limit).may_or_null(3).some(vec![limit]);
    let weight = weight.may_or_null(limit).may_or_null(0.5).may_or_null(None).may(7_u8);
    let call = client.weigh(10, weight).limit(10).limit(limit).steps([1, 2]).steps(vec![0.5]);
    (call.x_most(2.5).r#as(4), client.tare(0, 3))
}

#[test]
fn whole_numbers_are_numbers() {
    let weight = Weight::new(1, None, [1, 2]).may(2).may_or_null(3);
    assert_eq!((weight.must, weight.may, weight.all), (1.0, Some(2.0), vec![1.0, 2.0]));
}
