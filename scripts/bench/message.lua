-- POST of a message by the patient of one pair after the other, so that the chats share the load.
local scripts = os.getenv("BENCH_SCRIPTS")
dofile(scripts .. "/report.lua")
dofile(scripts .. "/threads.lua")
local targets = dofile(os.getenv("BENCH_TARGETS"))

function request()
  local number = take_number()
  local target = targets[number % #targets + 1]
  local headers = { ["Authorization"] = "Bearer " .. target.patient_token, ["Content-Type"] = "application/json" }
  local body = string.format('{"chat_id":"%s","message":"Message %d of a measurement."}', target.chat_id, number)
  return wrk.format("POST", "/api/v1/messages", headers, body)
end
