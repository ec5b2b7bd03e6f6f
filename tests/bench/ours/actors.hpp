/// The actors that are measured, and the messages they take.
#pragma once

#include <troupe/troupe.hpp> // before all others: it owns the order of CAF's headers

#include <cstdint>
#include <vector>

namespace bench {

/// A request with three fields; it comes back.
struct sample {
  std::int32_t sensor;
  double value;
  std::int64_t at;
};

/// The same fields one-way; nothing comes back.
struct note {
  std::int32_t sensor;
  double value;
  std::int64_t at;
};

/// Answers int and `sample` with themselves, takes `note` and vectors in silence.
troupe::behavior echo(troupe::event_based_actor* self);

/// Keeps `in_flight` requests under way to each of `workers` until `total` are answered, then sends
/// `finished` to `boss`. Runs in the process that spawns it.
struct finished {};
troupe::behavior feeder(troupe::event_based_actor* self, std::vector<caf::actor> workers, int in_flight, int total,
                        caf::actor boss);

} // namespace bench
