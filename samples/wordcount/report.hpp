/// What is shown while it runs, and at the end.
#pragma once

#include <chrono>
#include <cstdint>

#include "feeder.hpp"

/// One line that is written over on a terminal; a plain line each second elsewhere, or where others write too.
class progress {
public:
  explicit progress(std::uint64_t portions, bool alone = true);
  void show(const feeding& now);
  /// Takes the live line away.
  void finish();
  [[nodiscard]] double seconds() const;

private:
  using clock = std::chrono::steady_clock;

  std::uint64_t portions_;
  bool live_;
  clock::time_point start_ = clock::now();
  clock::time_point next_;
};

void print_words(const tally& of, std::size_t count);
void print_totals(const tally& of);
