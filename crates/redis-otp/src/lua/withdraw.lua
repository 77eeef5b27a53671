-- Ends the code of a slot if it has these digits. KEYS: the record. ARGV: the hash.
if redis.call('HGET', KEYS[1], 'hash') == ARGV[1] then redis.call('DEL', KEYS[1]) end
