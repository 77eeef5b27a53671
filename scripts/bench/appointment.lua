-- POST of an appointment by the patient of one pair after the other; every booking takes its own quarter of an hour.
local scripts = os.getenv("BENCH_SCRIPTS")
dofile(scripts .. "/report.lua")
dofile(scripts .. "/threads.lua")
local targets = dofile(os.getenv("BENCH_TARGETS"))
local QUARTER = 900
local first_slot = math.floor(os.time() / 86400) * 86400 + 2 * 86400

function request()
  local number = take_number()
  local target = targets[number % #targets + 1]
  local slot = os.date("!%Y-%m-%dT%H:%M:%SZ", first_slot + math.floor(number / #targets) * QUARTER)
  local headers = { ["Authorization"] = "Bearer " .. target.patient_token, ["Content-Type"] = "application/json" }
  local body = string.format(
    '{"doctor_id":"%s","patient_id":"%s","time_slot":"%s","duration_minutes":15,"reason":"Measurement"}',
    target.doctor_id, target.patient_id, slot
  )
  return wrk.format("POST", "/api/v1/appointments", headers, body)
end
