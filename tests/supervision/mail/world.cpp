#include "world.hpp"

#include <gtest/gtest.h>

#include "house/household.hpp"
#include "os/local_socket.hpp"
#include "os/poll.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {

using namespace rooms;
namespace json = message::json;

child quick_child(std::string name, actor_run run, delivery_kind delivery) {
  child made;
  made.name = std::move(name);
  made.run = std::move(run);
  made.delivery = delivery;
  made.backoff = {.initial = std::chrono::milliseconds(1), .max = std::chrono::milliseconds(2)};
  made.limit = restart_limit{.restarts = unlimited};
  made.stop.drain = duration::zero();
  return made;
}

running_tree::running_tree(std::vector<child> children)
  : house_(std::make_unique<house::household>(options_under_test())) {
  tree_spec tree;
  tree.options.budget = restart_budget{.restarts = unlimited};
  for (child& each : children)
    tree.children.emplace_back(std::move(each));
  house::tree_wish wish{.what = std::move(tree), .name = "test", .tell = [](const auto&) {}};
  wish.control = house::control_setting{.socket = folder_.path() / "control"};
  house_->begin_tree(std::move(wish));
  EXPECT_FALSE(house_->wait_for_tree([] {}, house::household::so_far::ready)) << "it is over already";
}

running_tree::~running_tree() {
  house_->end_tree(0);
  EXPECT_EQ(house_->wait_for_tree([] {}, house::household::so_far::over), 0);
}

std::string running_tree::flag(const std::string& name) const { return (folder_.path() / name).string(); }

json::object running_tree::ask(const std::string& command, const json::object& options,
                               const std::vector<std::string>& addresses) const {
  int why = 0;
  const os::fd end = os::connect_to((folder_.path() / "control").string(), os::deadline_after(patience), why);
  EXPECT_TRUE(end) << why;
  std::string text = message::json_text(json::object{{"protocol", 1},
                                                     {"command", command},
                                                     {"addresses", json::array(addresses.begin(), addresses.end())},
                                                     {"options", options}}) +
                     "\n";
  while (!text.empty() && os::write_some(end, text) == os::stream_state::open) {
  }
  std::string line;
  while (line.find('\n') == std::string::npos && os::wait_readable(end.get(), os::deadline_after(patience)))
    if (os::read_some(end, line, 1 << 20) == os::stream_state::closed)
      break;
  const auto answer = message::parse_json(line.substr(0, line.find('\n')));
  EXPECT_TRUE(answer) << line;
  return answer ? answer.value->as_object() : json::object{};
}

began witness::next() {
  std::optional<began> got;
  self_->receive([&](const began& what) { got = what; }, caf::after(std::chrono::seconds(30)) >> [] {});
  EXPECT_TRUE(got) << "nothing has begun";
  return got.value_or(began{});
}

void kill_life_of(const caf::actor& role) {
  caf::actor now;
  ASSERT_TRUE(wait_until([&] { return static_cast<bool>(now = incarnation_of(role)); }));
  kill_process_of(now);
}

} // namespace troupe::tests
