/// What the tasks of pools in tests do.
#pragma once

#include <csignal>
#include <stdexcept>
#include <string>

#include <troupe/troupe.hpp>

#include "os/process_facts.hpp"
#include "support/listener.hpp"

namespace troupe::tests {

/// Can be written as long as its number is 0.
struct refusing {
  int number = 0;
};

int square(int x);
int power(int base, int exponent);
int own_pid(int);
int throw_out_of_range(int x);
int wait_for_the_end(int);
/// Says its pid and its handle, and waits to be told to go on.
int say_pid_and_wait(const caf::actor& test);
int take_refusing(const refusing& what);
refusing make_refusing(int number);
/// In one process, what was noted.
void note_greeting(const std::string& what);
std::string say_greetings(int);

} // namespace troupe::tests

template <>
struct troupe::codec<troupe::tests::refusing> {
  using wire_type = int;
  static int to_wire(const troupe::tests::refusing& what) {
    return what.number == 0 ? 0 : throw std::domain_error("it cannot be written");
  }
  static troupe::tests::refusing from_wire(int number) { return {number}; }
};
