-- Sends the requests of a file in turn, each line a method, a path and a body with tabs between, and prints the figures
-- of the run in one line, exactly: what wrk prints itself is rounded.
local built, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t?(.*)$")
    built[#built + 1] = wrk.format(method, path, nil, body ~= "" and body or nil)
  end
end

function request()
  at = at % #built + 1
  return built[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "race requests=%d duration_us=%d bytes=%d p50_us=%d p99_us=%d refused=%d broken=%d\n",
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
