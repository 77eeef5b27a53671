//! One way to reach Redis for every adapter that needs it: a single server, Sentinel or Cluster, by its URL.
