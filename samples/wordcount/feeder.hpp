/// The root's side: hands portions to counter processes and merges what comes back, whoever dies.
///
/// A portion is in one of three places: waiting, in the hands of one counter, or merged. What a dead
/// counter had in its hands goes back to waiting; what it had answered before it died has arrived
/// before the news of its death does. So every file is counted once.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <random>
#include <vector>

#include "counter.hpp"

struct feeding {
  tally merged;
  std::uint64_t portions_done = 0;
  unsigned kills = 0;
  unsigned restarts = 0;
};

class feeder {
public:
  using clock = std::chrono::steady_clock;

  feeder(std::vector<portion> work, unsigned counters, std::optional<clock::duration> kill_every);
  /// Until all is merged; tells `watcher` now and then.
  const feeding& run(const std::function<void(const feeding&)>& watcher);

private:
  struct hand {
    caf::actor counter;
    std::vector<std::uint64_t> portions;
  };

  void hire(hand& place);
  void feed(hand& place);
  void on_counted(const counted& answer);
  void on_death(const troupe::down_msg& death);
  void kill_one();

  std::vector<portion> work_;
  std::deque<std::uint64_t> waiting_;
  std::vector<hand> hands_;
  std::optional<clock::duration> kill_every_;
  clock::time_point next_kill_ = clock::time_point::max();
  feeding so_far_;
  troupe::self self_;
  std::mt19937 random_{std::random_device{}()};
};
