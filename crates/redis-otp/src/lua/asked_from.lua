-- Notes that a slot was asked for from an address, and drops what has ended and more than the newest.
-- KEYS: the address. ARGV: now in microseconds, end in microseconds, slot, how many at most, milliseconds to live.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[4])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
