-- Puts a code in the place of the one in its slot.
-- KEYS: the record. ARGV: code, hash, transaction, address, end in microseconds, milliseconds to live.
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'code', ARGV[1], 'hash', ARGV[2], 'transaction', ARGV[3], 'address', ARGV[4],
  'ends', ARGV[5], 'tries', 0, 'stray', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[6])
