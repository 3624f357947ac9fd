-- What wrk found, as JSON; times in microseconds.
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('{"requests": %d, "duration": %d, "errors": %d, "p99": %d}',
    summary.requests, summary.duration, failed, latency:percentile(99)))
end
