// The bare futex ping-pong: what waking another process and being woken by it costs, and nothing else.
#include <atomic>
#include <cstdint>

#include <linux/futex.h>
#include <sys/syscall.h>

#include "peers/answers.hpp"
#include "peers/forked.hpp"

namespace {

using word = std::atomic<std::uint32_t>;

struct court {
  alignas(64) word ping = 0;
  alignas(64) word pong = 0;
};

void hit(word& ball) {
  ball.fetch_add(1);
  ::syscall(SYS_futex, &ball, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

void wait_for(word& ball, std::uint32_t seen) {
  while (ball.load() == seen)
    ::syscall(SYS_futex, &ball, FUTEX_WAIT, seen, nullptr, nullptr, 0);
}

} // namespace

int main() {
  court& shared = bench::shared<court>();
  const bench::forked other{[&] {
    for (std::uint32_t seen = 0;; ++seen) {
      wait_for(shared.ping, seen);
      hit(shared.pong);
    }
  }};
  const auto round_trip = [&] {
    const std::uint32_t seen = shared.pong.load();
    hit(shared.ping);
    wait_for(shared.pong, seen);
  };
  return bench::answer_all({
    {"parked",
     [&](bench::placement where) -> std::vector<double> {
       other.place(where);
       return {bench::time_of_parked(round_trip)};
     }},
  });
}
