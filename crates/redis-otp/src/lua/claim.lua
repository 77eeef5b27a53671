-- Gives digits to whoever wants them first. What the digits hold may be replaced only by who has seen it.
-- KEYS: the digits. ARGV: the claim, what was seen there, milliseconds to live. Answers what is there instead.
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[2] then return held end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return false
