-- Notes a failure. KEYS: the failures. ARGV: now in microseconds, after how many microseconds without one they are
-- forgotten, the same in milliseconds to live.
local last = tonumber(redis.call('HGET', KEYS[1], 'last') or nil)
if last and last + tonumber(ARGV[2]) <= tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
  last = nil
end
redis.call('HINCRBY', KEYS[1], 'count', 1)
if not last or last < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'last', ARGV[1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
