-- Counts one more in a window, unless the quota is used up.
-- KEYS: the window, a count for each bucket. ARGV: the bucket of now, how many buckets before it count too, the limit,
-- milliseconds to live. Answers 1, how many are counted now and in which bucket; or 0, how many were, and the bucket with
-- which a place comes free.
local counts = redis.call('HGETALL', KEYS[1])
local newest, limit = tonumber(ARGV[1]), tonumber(ARGV[3])
for i = 1, #counts, 2 do newest = math.max(newest, tonumber(counts[i])) end
local oldest = newest - tonumber(ARGV[2])

local counted, within, gone = 0, {}, {}
for i = 1, #counts, 2 do
  local bucket, count = tonumber(counts[i]), tonumber(counts[i + 1])
  if bucket < oldest then
    gone[#gone + 1] = counts[i]
  else
    counted = counted + count
    within[#within + 1] = {bucket, count}
  end
end

if counted >= limit then
  table.sort(within, function(one, other) return one[1] < other[1] end)
  local left = counted
  for _, bucket in ipairs(within) do
    left = left - bucket[2]
    if left < limit then return {0, counted, bucket[1]} end
  end
  return {0, counted, newest}
end

if #gone > 0 then redis.call('HDEL', KEYS[1], unpack(gone)) end
-- Lua writes long numbers with an exponent by itself.
redis.call('HINCRBY', KEYS[1], string.format('%.0f', newest), 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {1, counted + 1, newest}
