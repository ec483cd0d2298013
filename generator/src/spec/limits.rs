//! What a document says of how great, how long or how many.

/// The first whole number beyond 64 bits with a sign.
pub const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// Bounds of a value or of a length; `None` is unbounded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// The least.
    pub min: Option<Bound>,
    /// The greatest.
    pub max: Option<Bound>,
    /// `pattern`.
    pub pattern: Option<String>,
    /// `multipleOf`.
    pub step: Option<f64>,
    /// `uniqueItems`: no two elements are equal.
    pub distinct: bool,
}

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// Where it is.
    pub at: f64,
    /// Whether it is not in the range itself.
    pub exclusive: bool,
}

impl Bound {
    /// The tighter of two lower ends.
    pub fn greater(self, other: Self) -> Self {
        if (other.at, other.exclusive) > (self.at, self.exclusive) { other } else { self }
    }

    /// The tighter of two upper ends.
    pub fn less(self, other: Self) -> Self {
        if (-other.at, other.exclusive) > (-self.at, self.exclusive) { other } else { self }
    }
}

impl Limits {
    /// What keeps within both.
    pub fn and(self, other: Self) -> Self {
        Self {
            min: self.min.into_iter().chain(other.min).reduce(Bound::greater),
            max: self.max.into_iter().chain(other.max).reduce(Bound::less),
            pattern: other.pattern.or(self.pattern),
            step: other.step.or(self.step),
            distinct: self.distinct || other.distinct,
        }
    }

    /// The least whole number.
    pub fn least(&self) -> Option<f64> {
        self.min.map(|bound| if bound.exclusive { bound.at + 1.0 } else { bound.at })
    }

    /// The greatest whole number.
    pub fn greatest(&self) -> Option<f64> {
        self.max.map(|bound| if bound.exclusive { bound.at - 1.0 } else { bound.at })
    }
}
