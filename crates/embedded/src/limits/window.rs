//! What was counted of one key, by the step of time.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use domain::ports::{Bucket, Quota, Room};

/// The buckets of a window in which something was counted, the oldest first.
#[derive(Default)]
pub struct Window {
    buckets: VecDeque<(Bucket, u32)>,
}

impl Window {
    /// Counts one more, unless the quota is used up.
    pub fn take(&mut self, quota: Quota, now: DateTime<Utc>) -> Room {
        let newest = self.newest().max(Some(quota.bucket(now))).unwrap_or_default();
        let oldest = quota.oldest_counted(newest);
        let counted: u32 = self.since(oldest).map(|(_, count)| count).sum();
        if counted >= quota.limit {
            return quota.used_up(self.frees(oldest, quota.limit, counted).unwrap_or(newest), now);
        }
        // Not before: a clock that runs ahead and is refused must not make others forget.
        while self.buckets.front().is_some_and(|(bucket, _)| *bucket < oldest) {
            self.buckets.pop_front();
        }
        self.count(newest);
        quota.taken(counted + 1, newest, now)
    }

    /// The latest bucket in which something was counted.
    pub fn newest(&self) -> Option<Bucket> {
        self.buckets.back().map(|(bucket, _)| *bucket)
    }

    fn count(&mut self, newest: Bucket) {
        match self.buckets.back_mut() {
            Some((bucket, count)) if *bucket == newest => *count += 1,
            _ => self.buckets.push_back((newest, 1)),
        }
    }

    fn since(&self, oldest: Bucket) -> impl Iterator<Item = (Bucket, u32)> {
        self.buckets.iter().copied().skip_while(move |(bucket, _)| *bucket < oldest)
    }

    /// The bucket with which enough is gone for one more.
    fn frees(&self, oldest: Bucket, limit: u32, counted: u32) -> Option<Bucket> {
        let mut left = counted;
        self.since(oldest).find_map(|(bucket, count)| {
            left -= count;
            (left < limit).then_some(bucket)
        })
    }
}
