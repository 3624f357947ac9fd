//! The server's clock.

/// In milliseconds.
const MINUTE: f64 = 60_000.0;

/// A time, in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::comments) struct Clock {
    /// By the server's clock.
    pub(in crate::comments) now: f64,
    /// By how much the server's clock is ahead of the device's.
    pub(in crate::comments) ahead: f64,
}

impl Clock {
    /// Turns to the time of a response. Times are told anew each minute, and not with each page.
    pub(super) fn set(&mut self, clock: Self) {
        if (clock.now - self.now).abs() > MINUTE {
            *self = clock;
        }
    }

    /// Turns to a time of the device's clock.
    pub(super) fn tick(&mut self, device: f64) {
        self.now = device + self.ahead;
    }
}
