//! How much a client may try again: a bucket of tokens that keeps retries from making an outage worse.

use std::sync::atomic::{AtomicU32, Ordering};

/// What one retry takes; what a success brings back when it took none.
const COST: u32 = 5;
const REFILL: u32 = 1;

/// A bucket of tokens. A retry takes some, a success puts some back; while it is empty, nothing is tried again.
#[derive(Debug)]
pub(super) struct Budget {
    tokens: AtomicU32,
    capacity: u32,
}

impl Budget {
    /// A full bucket that holds so many retries.
    pub fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(COST);
        Self { tokens: AtomicU32::new(capacity), capacity }
    }

    /// Takes what a retry costs; `false`: it is not there.
    pub fn take(&self) -> bool {
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| tokens.checked_sub(COST)).is_ok()
    }

    /// A call succeeded: its last retry is given back, and else a little.
    pub fn succeeded(&self, attempt: u32) {
        // Most often it is full, and then nothing is written that other cores would have to fetch.
        if self.tokens.load(Ordering::Relaxed) < self.capacity {
            let more = if attempt > 1 { COST } else { REFILL };
            let fill = |tokens: u32| Some(tokens.saturating_add(more).min(self.capacity));
            _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fill);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let budget = Budget::new(2);
        assert_eq!([budget.take(), budget.take(), budget.take()], [true, true, false]);
        budget.succeeded(2);
        assert_eq!([budget.take(), budget.take()], [true, false]);
        (0..4).for_each(|_| budget.succeeded(1));
        assert!(!budget.take());
        budget.succeeded(1);
        assert!(budget.take());
        (0..100).for_each(|_| budget.succeeded(1));
        assert_eq!([budget.take(), budget.take(), budget.take()], [true, true, false]);
        assert!(!Budget::new(0).take());
    }
}
