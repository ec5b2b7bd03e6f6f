/// How long requests between the children of a tree take, while something happens to one of them.
#pragma once

#include "ours/actors.hpp"

#include "peers/answers.hpp"

namespace bench {

struct survey_order {
  std::vector<caf::actor> whom; ///< asked in turn
  std::int64_t milliseconds;    ///< for so long
};
struct survey_result {
  double slowest = 0; ///< ms
  int failed = 0;
};

/// What a survey that is under way knows.
struct survey {
  survey_order order;
  std::size_t asked = 0;
  clock::time_point end;
  survey_result so_far;
  caf::response_promise answer;
};

/// Asks from a process of its own: survey_order -> survey_result.
troupe::behavior surveyor(troupe::stateful_actor<survey>* self);

} // namespace bench
