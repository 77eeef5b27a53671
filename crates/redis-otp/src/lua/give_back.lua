-- Takes a try that named nothing back, which turned out to be right for another code.
-- KEYS: the record. ARGV: the hash of the code that it was counted on.
if redis.call('HGET', KEYS[1], 'hash') == ARGV[1] and tonumber(redis.call('HGET', KEYS[1], 'nameless')) > 0 then
  redis.call('HINCRBY', KEYS[1], 'nameless', -1)
end
