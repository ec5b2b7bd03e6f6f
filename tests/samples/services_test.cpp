/// samples/services, run by the real command and asked by it.
#include <csignal>
#include <gtest/gtest.h>

#include "os/process_facts.hpp"
#include "support/running_program.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {
namespace {

class Services : public testing::Test {
protected:
  std::string ask(const std::vector<std::string>& words) {
    running_program command(TROUPE_COMMAND, words);
    command.wait();
    return command.said();
  }
  temp_folder folder_;
  scoped_variable control_sockets_{"XDG_RUNTIME_DIR", folder_.path().string()};
  running_program shop_{TROUPE_COMMAND, {"run", SERVICES}};
};

int pid_of(const std::string& row) {
  const std::size_t at = row.find("\"pid\":");
  return at == std::string::npos ? 0 : std::stoi(row.substr(at + 6));
}

TEST_F(Services, Its_catalog_answers_from_the_shell_and_takes_the_rest_with_it_when_it_dies) {
  shop_.wait_for_line("the counter of the winter shop opens, time 1");
  shop_.wait_for_line("root             ready");
  EXPECT_EQ(ask({"ps", "-o", "name"}), "root\ncatalog\ncounter\nmusic\n");
  EXPECT_NE(ask({"tree"}).find("root  ready  rest_for_one\n├─ catalog  ready\n"), std::string::npos);
  EXPECT_EQ(ask({"send", "catalog", "price", R"({"item":"tea"})", "--request"}), "250\n");
  EXPECT_EQ(ask({"send", "catalog", "set_price", R"({"item":"tea","cents":300})"}), "");
  EXPECT_EQ(ask({"send", "catalog", "price", R"({"item":"tea"})", "--request"}), "300\n");
  EXPECT_EQ(ask({"send", "catalog", "price", R"({"item":"ice"})", "--request"}), "troupe: the shop has no ice\n");
  ASSERT_EQ(::kill(pid_of(ask({"ps", "catalog", "--json"})), SIGKILL), 0);
  shop_.wait_for_line("the counter closes");
  shop_.wait_for_line("the counter of the winter shop opens, time 2");
  EXPECT_EQ(ask({"wait", "catalog", "counter", "music"}), "catalog is ready\ncounter is ready\nmusic is ready\n");
  EXPECT_EQ(ask({"send", "catalog", "price", R"({"item":"tea"})", "--request"}), "250\n") << "it began anew";
  shop_.signal(SIGINT);
  EXPECT_EQ(shop_.wait(), (ending{ending_kind::exited, 128 + SIGINT})) << shop_.said();
}

} // namespace
} // namespace troupe::tests
