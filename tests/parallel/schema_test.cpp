// schemas/objects.capnp says what the messages to shared objects are.
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include <troupe/event.hpp>
#include <troupe/mutex.hpp>
#include <troupe/schema_text.hpp>

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

} // namespace
} // namespace troupe::tests
