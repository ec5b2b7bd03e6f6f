#include "support/pool_tasks.hpp"

namespace troupe::tests {

namespace {

std::string greetings;

} // namespace

int square(int x) { return x * x; }

int power(int base, int exponent) {
  int result = 1;
  for (int i = 0; i < exponent; ++i)
    result *= base;
  return result;
}

int own_pid(int) { return rooms::os::own_pid(); }

int throw_out_of_range(int x) { throw std::out_of_range(std::to_string(x) + " is too many"); }

int wait_for_the_end(int) { wait_for_ever(); }

int say_pid_and_wait(const caf::actor& test) {
  say(test, rooms::os::own_pid());
  wait_for_go(test);
  return 1;
}

int take_refusing(const refusing& what) { return what.number; }
refusing make_refusing(int number) { return {number}; }

void note_greeting(const std::string& what) { greetings += what; }
std::string say_greetings(int) { return greetings; }

} // namespace troupe::tests
