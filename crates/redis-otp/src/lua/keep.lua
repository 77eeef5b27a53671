-- Puts a code in the place of the one in its slot, if it may replace what lives there.
-- KEYS: the record. ARGV: rule (earlier, this or nothing), the code that was read, now in microseconds; code, hash,
-- transaction, address, when it was asked for and end in microseconds, milliseconds to live. Answers 1, or 0.
local held = redis.call('HMGET', KEYS[1], 'code', 'asked', 'ends')
local lives = held[1] and tonumber(held[3]) > tonumber(ARGV[3])
if ARGV[1] == 'this' then
  if not lives or held[1] ~= ARGV[2] then return 0 end
elseif lives and (ARGV[1] == 'nothing' or tonumber(held[2]) > tonumber(ARGV[8])) then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'code', ARGV[4], 'hash', ARGV[5], 'transaction', ARGV[6], 'address', ARGV[7],
  'asked', ARGV[8], 'ends', ARGV[9], 'tries', 0, 'elsewhere', 0, 'nameless', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[10])
return 1
