-- Tries digits on the codes of one account.
-- KEYS: their records. ARGV: hash, now in microseconds, binding (transaction, account or address), address, transaction,
-- how many wrong tries burn a code, after how many stray ones it is the owner's alone.
-- Answers right and the code, wrong and the hash of a code that lives on, burnt or unknown.
local hash, now, binding, address = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local transaction, tries, stray = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])

-- The counter that a wrong try would raise; none where the code is not meant or not to be had.
local function counter(code)
  if not code[1] or tonumber(code[2]) <= now then return nil end
  if binding == 'transaction' then
    return code[3] == transaction and 'tries' or nil
  end
  local from_there = address ~= '' and code[4] == address
  if binding == 'account' and from_there then return 'tries' end
  if binding == 'address' and not from_there then return nil end
  return tonumber(code[5]) < stray and 'stray' or nil
end

local wrong = {}
for _, key in ipairs(KEYS) do
  local code = redis.call('HMGET', key, 'hash', 'ends', 'transaction', 'address', 'stray', 'code')
  local raised = counter(code)
  if raised and code[1] == hash then
    redis.call('DEL', key)
    return {'right', code[6]}
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
