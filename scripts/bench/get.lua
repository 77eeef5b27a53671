-- GET of the address on the command line, signed in as the first patient.
dofile(os.getenv("BENCH_SCRIPTS") .. "/report.lua")
local targets = dofile(os.getenv("BENCH_TARGETS"))
wrk.headers["Authorization"] = "Bearer " .. targets[1].patient_token
