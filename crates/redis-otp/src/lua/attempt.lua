-- Tries digits on the codes of one account.
-- KEYS: their records. ARGV: hash, now in microseconds, binding (transaction, account or address), address, transaction,
-- how many wrong tries burn a code, after how many of another kind it is not to be had in that way; then for each record
-- whether its account leads to it from elsewhere (1 or 0).
-- Answers right and the code, wrong and the hash of a code that lives on, burnt or unknown.
local hash, now, binding, address = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local transaction, tries, stray = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])

-- The counter that a wrong try would raise; none where the code is not meant or not to be had.
local function counter(code, from_elsewhere)
  if not code[1] or tonumber(code[2]) <= now then return nil end
  if binding == 'transaction' then
    return code[3] == transaction and 'tries' or nil
  end
  local from_there = address ~= '' and code[4] == address
  if binding == 'account' then
    if from_there then return 'tries' end
    return from_elsewhere == '1' and tonumber(code[5]) < stray and 'elsewhere' or nil
  end
  return from_there and tonumber(code[6]) < stray and 'nameless' or nil
end

local wrong = {}
for i, key in ipairs(KEYS) do
  local code = redis.call('HMGET', key, 'hash', 'ends', 'transaction', 'address', 'elsewhere', 'nameless', 'code')
  local raised = counter(code, ARGV[7 + i])
  if raised and code[1] == hash then
    redis.call('DEL', key)
    return {'right', code[7]}
  end
  if raised then wrong[#wrong + 1] = {key, raised, code[1]} end
end

local outcome, lives_on = 'unknown', ''
for _, code in ipairs(wrong) do
  local count = redis.call('HINCRBY', code[1], code[2], 1)
  if code[2] == 'tries' and count >= tries then
    redis.call('DEL', code[1])
    if outcome == 'unknown' then outcome = 'burnt' end
  else
    outcome, lives_on = 'wrong', code[3]
  end
end
return {outcome, lives_on}
