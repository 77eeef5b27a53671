-- Numbers that no two threads of one run share: thread 0 of 2 gets 0, 2, 4 …, thread 1 gets 1, 3, 5 …
local threads = 0

function setup(thread)
  thread:set("thread_number", threads)
  thread:set("next_number", threads)
  threads = threads + 1
end

function take_number()
  local number = next_number
  next_number = next_number + tonumber(os.getenv("BENCH_THREADS"))
  return number
end
