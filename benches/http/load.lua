-- One line with what wrk measured. Where BENCH_TOKEN is set, each request registers another stand of one of
-- BENCH_HOUSES houses on one of the days BENCH_DAYS: none is what stood before.

local token = os.getenv("BENCH_TOKEN")

if token then
  local number = 0
  function setup(thread)
    number = number + 1
    thread:set("id", number)
  end

  local houses = tonumber(os.getenv("BENCH_HOUSES"))
  local days, paths, counter = {}, {}, 0
  for day in string.gmatch(os.getenv("BENCH_DAYS"), "%S+") do
    days[#days + 1] = day
  end
  for house = 1, houses do
    for _, day in ipairs(days) do
      paths[#paths + 1] = string.format("/v1/houses/huis-%03d/registrations/%s?reason=bench", house, day)
    end
  end

  function init(args)
    math.randomseed(os.time() * 10 + id)
    counter = math.random(0, 999999)
    wrk.method = "PUT"
    wrk.headers["Authorization"] = "Bearer " .. token
    wrk.headers["Content-Type"] = "application/json"
  end

  function request()
    counter = (counter + 1) % 1000000
    local body = string.format(
      '{"bedsOccupied":%d,"bedsReserved":0,"bedsInTurnover":0,"admissions":0,"deaths":0,"discharges":0,' ..
      '"requests":%d,"refusals":[{"reason":"no_bed","count":0}],"waitingListActive":%d,"waitingListPassive":0}',
      counter % 2, counter % 1000, math.floor(counter / 1000))
    return wrk.format(nil, paths[math.random(#paths)], nil, body)
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("measured %d %d %d %d %d\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
