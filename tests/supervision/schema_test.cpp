// schemas/supervisor.capnp says what the C++ aggregates are.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include <troupe/process_messages.hpp>
#include <troupe/schema_text.hpp>

#include "supervision/child_request.hpp"

namespace troupe::tests {
namespace {

using namespace rooms::supervision;

/// Without comments, empty lines and the line that names the file.
std::string declarations(const std::string& schema) {
  std::istringstream in{schema};
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (const auto first = line.find_first_not_of(' '); first != line.npos && line[first] != '#' && line[first] != '@')
      out += line + '\n';
  return out;
}

std::string struct_called(const std::string& name, const std::string& all) {
  const auto from = all.find("struct " + name + " ");
  return from == all.npos ? "no struct " + name : all.substr(from, all.find("}\n", from) - from);
}

class SupervisorSchema : public testing::Test {
protected:
  SupervisorSchema() {
    std::ostringstream text;
    text << std::ifstream{SCHEMAS "/supervisor.capnp"}.rdbuf();
    written_ = declarations(text.str());
  }
  template <class T>
  void expect_same(std::initializer_list<std::string> structs) {
    const std::string printed = declarations(schema<T>());
    for (const std::string& each : structs)
      EXPECT_EQ(struct_called(each, written_), struct_called(each, printed));
  }

  std::string written_;
};

TEST_F(SupervisorSchema, Spawn_request_is_as_written) {
  expect_same<spawn_request>({"SpawnRequest", "CodePlace", "InheritedLog"});
}
TEST_F(SupervisorSchema, Signal_request_is_as_written) { expect_same<signal_request>({"SignalRequest"}); }
TEST_F(SupervisorSchema, Process_request_and_its_reply_are_as_written) {
  expect_same<process_request>({"ProcessRequest", "OptionalUInt8", "CodePlace", "InheritedLog", "Origin"});
  expect_same<process_reply>({"ProcessReply", "Place"});
  expect_same<address_request>({"AddressRequest"});
}
TEST_F(SupervisorSchema, Child_request_is_as_written) { expect_same<child_request>({"ChildRequest"}); }
TEST_F(SupervisorSchema, Messages_to_processes_are_as_written) {
  expect_same<process_view>({"ProcessView", "OptionalInt32"});
  expect_same<process_start>({"ProcessStart"});
  expect_same<process_join>({"ProcessJoin", "OptionalInt64"});
  expect_same<process_look>({"ProcessLook"});
  expect_same<process_set_name>({"ProcessSetName"});
  expect_same<process_set_daemon>({"ProcessSetDaemon"});
  expect_same<process_terminate>({"ProcessTerminate"});
  expect_same<process_kill>({"ProcessKill"});
  expect_same<process_terminate_tree>({"ProcessTerminateTree"});
}
TEST_F(SupervisorSchema, Worker_order_is_as_written) { expect_same<worker_order>({"WorkerOrder", "UsedChild"}); }
TEST_F(SupervisorSchema, Requests_about_roles_are_as_written) {
  expect_same<role_request>({"RoleRequest"});
  expect_same<incarnation_request>({"IncarnationRequest"});
  expect_same<watch_request>({"WatchRequest"});
}

} // namespace
} // namespace troupe::tests
