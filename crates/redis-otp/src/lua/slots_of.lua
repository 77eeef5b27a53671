-- The slots that were asked for from an address. KEYS: the address. ARGV: now in microseconds.
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf')
