// A bare single-producer single-consumer ring in shared memory, 64 bytes per record: no types, no
// addresses, no sleeping, no crash-safety. What the hardware allows.
#include <array>
#include <atomic>
#include <cstdint>

#include <sched.h>

#include "peers/answers.hpp"
#include "peers/forked.hpp"

namespace {

constexpr std::uint64_t records = 4096;
constexpr std::uint64_t one_way_count = 1'000'000;

struct alignas(64) record {
  bench::reading payload;
  bool answer;
};

class ring {
public:
  void write(const record& what) {
    const std::uint64_t at = tail_.load(std::memory_order_relaxed);
    wait([&] { return at - head_.load(std::memory_order_acquire) < records; }); // partner: head_ in read
    slots_[at % records] = what;
    tail_.store(at + 1, std::memory_order_release); // partner: tail_ in read
  }
  record read() {
    const std::uint64_t at = head_.load(std::memory_order_relaxed);
    wait([&] { return tail_.load(std::memory_order_acquire) != at; }); // partner: tail_ in write
    const record what = slots_[at % records];
    head_.store(at + 1, std::memory_order_release); // partner: head_ in write
    return what;
  }

private:
  template <class Ready>
  static void wait(Ready ready) {
    for (unsigned spins = 1; !ready(); ++spins) {
      __builtin_ia32_pause();
      if (spins % 64 == 0)
        ::sched_yield();
    }
  }

  alignas(64) std::atomic<std::uint64_t> tail_ = 0;
  alignas(64) std::atomic<std::uint64_t> head_ = 0;
  std::array<record, records> slots_{};
};

struct pair_of_rings {
  ring there, back;
};

void serve(pair_of_rings& lanes) {
  for (;;)
    if (const record what = lanes.there.read(); what.answer)
      lanes.back.write(what);
}

// A fork per measurement: the other side spins, so it must not live on while others are measured.
template <class Measure>
bench::answer measured(pair_of_rings& lanes, Measure measure) {
  return [&lanes, measure](bench::placement where) -> std::vector<double> {
    const bench::forked other{[&] { serve(lanes); }};
    other.place(where);
    return {measure()};
  };
}

} // namespace

int main() {
  pair_of_rings& lanes = bench::shared<pair_of_rings>();
  const auto round_trip = [&] {
    lanes.there.write({{}, true});
    lanes.back.read();
  };
  const auto batch = [&] {
    for (std::uint64_t i = 0; i < one_way_count; ++i)
      lanes.there.write({{1, 2.0, static_cast<std::int64_t>(i)}, false});
    round_trip();
  };
  return bench::answer_all({
    {"round_trip", measured(lanes, [&] { return bench::time_of_hot(round_trip); })},
    {"one_way", measured(lanes, [&] { return bench::rate_of(one_way_count, batch); })},
  });
}
