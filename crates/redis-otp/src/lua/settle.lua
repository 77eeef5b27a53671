-- Turns a claim into lasting ownership. KEYS: the digits. ARGV: the claim, the owner, milliseconds to live.
-- Answers 1, or 0 where the digits are another's.
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] and held ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
