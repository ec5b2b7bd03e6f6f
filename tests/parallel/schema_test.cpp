// schemas/objects.capnp says what the messages to shared objects are.
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include <troupe/barrier.hpp>
#include <troupe/condition.hpp>
#include <troupe/event.hpp>
#include <troupe/memory.hpp>
#include <troupe/mutex.hpp>
#include <troupe/schema_text.hpp>
#include <troupe/semaphore.hpp>

namespace troupe::tests {
namespace {

/// Without comments, empty lines and the line that names the file.
std::string declarations(const std::string& schema) {
  std::istringstream in{schema};
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (const auto first = line.find_first_not_of(' '); first != line.npos && line[first] != '#' && line[first] != '@')
      out += line + '\n';
  return out;
}

std::string written() {
  std::ostringstream text;
  text << std::ifstream{SCHEMAS "/objects.capnp"}.rdbuf();
  return declarations(text.str());
}

template <class Message>
void expect_one_written() {
  const std::string printed = declarations(schema<Message>());
  EXPECT_NE(written().find(printed), std::string::npos) << printed;
}
template <class... Messages>
void expect_written() {
  (expect_one_written<Messages>(), ...);
}

TEST(ObjectsSchema, Has_what_every_object_understands) { expect_written<describe>(); }
TEST(ObjectsSchema, Has_the_messages_of_events) {
  expect_written<set_event, clear_event, troupe::is_set, wait_for_set>();
}
TEST(ObjectsSchema, Has_the_messages_of_mutexes) {
  expect_written<troupe::lock, troupe::try_lock, unlock, previous_owner_died>();
}
TEST(ObjectsSchema, Has_the_messages_of_semaphores) {
  expect_written<troupe::acquire, troupe::try_acquire, release, get_value>();
}
TEST(ObjectsSchema, Has_the_messages_of_conditions) { expect_written<wait_for_notify, notify>(); }
TEST(ObjectsSchema, Has_the_messages_of_barriers) {
  expect_written<wait_at_barrier, abort_barrier, reset_barrier, get_barrier_state, barrier_state>();
}
TEST(ObjectsSchema, Has_the_messages_of_values_and_arrays) {
  expect_written<load_bytes, store_bytes, exchange_bytes, add_to_value>();
}

} // namespace
} // namespace troupe::tests
