/// What is compared with what, and the pairs that give the figures.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bench {

enum class better { lower, higher };

/// What a row of the table asks for. Several rows may come out of one measurement, in the order of
/// the figures that the contestants give.
struct row {
  std::string name;
  std::string unit;
  better direction = better::lower;
  std::optional<double> least_ratio; ///< of the peer's figure and ours
  std::optional<double> limit;       ///< of our own figure
};

/// Who is asked what.
struct side {
  std::string name;
  std::vector<std::string> command;
  std::string question;
};

struct contest {
  side ours;
  std::optional<side> peer; ///< without one the rows are compared with their limits
  std::vector<row> rows;
};

/// ratio > 1: ours is better. It is the median of the pairs' ratios, so a drift of the machine that
/// meets both of a pair does not count. spread: the interquartile range of our own figures, divided
/// by their median.
struct result {
  row asked;
  std::string peer_name; ///< "required" when the peer is the row's own limit
  double ours = 0, peer = 0, ratio = 0, spread = 0;
  std::string failure; ///< not empty: there are no figures, and this says why

  [[nodiscard]] bool reached() const noexcept;
};

/// Ours, peer, ours, peer, ... `pairs` times, after one of each that does not count.
std::vector<result> hold(const contest& what, int pairs);

} // namespace bench
