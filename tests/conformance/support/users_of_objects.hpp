/// Processes that use objects of a manager, as actors: asked by `tests::ask`, which waits.
#pragma once

#include <troupe/manager.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {

inline void bump(int& x, int by) { x += by; }

/// Appends its number that many times.
inline behavior appends(event_based_actor*, const list<int>& to, int number) {
  return {[=](int times) {
    for (int i = 0; i < times; ++i)
      to.push_back(number);
    return times;
  }};
}

/// Bumps that key that many times.
inline behavior bumps(event_based_actor*, const dict<std::string, int>& counts, const std::string& key) {
  return {[=](int times) {
    for (int i = 0; i < times; ++i)
      counts.modify(key, fn<bump>, 1);
    return counts.at(key);
  }};
}

/// Keeps the handle that it was given until it is given another.
struct keeps_state {
  list<int> kept;
};
inline behavior keeps(stateful_actor<keeps_state>* self) {
  return {[self](const list<int>& which) {
            self->state.kept = which;
            return true;
          },
          [self](int value) {
            self->state.kept.push_back(value);
            return self->state.kept.size();
          }};
}

/// Makes lists of the manager that it was given.
inline behavior makes_lists(event_based_actor*, const manager& of) {
  return {[=](int first) { return of.list<int>({first}); }};
}

/// Waits with the mail of this process flowing, because that is how it tells others of handles that went.
template <class Condition>
bool comes_true(Condition condition) {
  self self;
  return wait_until([&] {
    self->receive(caf::after(std::chrono::milliseconds(1)) >> [] {});
    return condition();
  });
}

/// Everybody does it at once, and the answers are waited for.
inline std::vector<int> ask_all(const std::vector<caf::actor>& whom, int what) {
  self self;
  for (const caf::actor& one : whom)
    self->send(one, what);
  std::vector<int> answers;
  for (std::size_t i = 0; i < whom.size(); ++i)
    self->receive([&](int answer) { answers.push_back(answer); });
  return answers;
}

} // namespace troupe::tests
