// Every kind of process but the root is killed at random moments, guard and spawner too, while messages are counted:
// the history stays one of single lives, and the sum is exact.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <random>
#include <sys/mman.h>
#include <unistd.h>

#include "house/household.hpp"
#include "ledger.hpp"
#include "loads.hpp"
#include "os/failure.hpp"
#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

bool is_long() { return std::getenv("TROUPE_SOAK") != nullptr; }

/// Numbers that were handled, in a file that outlives whoever handles them.
class checklist {
public:
  static constexpr std::uint64_t most = std::uint64_t{1} << 26;

  explicit checklist(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ::ftruncate(file, bytes) != 0)
      os::throw_errno("opening the checklist");
    void* const where = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (where == MAP_FAILED)
      os::throw_errno("mapping the checklist");
    words_ = static_cast<std::atomic<std::uint64_t>*>(where);
  }
  checklist(const checklist&) = delete;
  checklist& operator=(const checklist&) = delete;
  ~checklist() { ::munmap(words_, bytes); }

  void tick_off(std::uint64_t number) { words_[number / 64].fetch_or(std::uint64_t{1} << number % 64); }
  /// Of numbers below `end`.
  [[nodiscard]] std::uint64_t count(std::uint64_t end) const {
    std::uint64_t all = 0;
    for (std::uint64_t i = 0; i <= end / 64; ++i)
      all += static_cast<std::uint64_t>(std::popcount(words_[i].load()));
    return all;
  }

private:
  static constexpr std::size_t bytes = most / 8;
  std::atomic<std::uint64_t>* words_;
};

behavior ticks_off(event_based_actor*, const std::string& file) {
  const auto list = std::make_shared<checklist>(file);
  return {[=](const number_a& what) { list->tick_off(what.number); }};
}

behavior passes_on(event_based_actor* self) {
  const caf::actor to = whereis("checklist");
  return {[=](const number_a& what) { self->send(to, what); }};
}

/// One life of a node at a time, numbered upwards, with one end.
class history {
public:
  void hear(const supervision::tree_news& news) {
    if (const auto* state = std::get_if<supervision::told::state>(&news.what);
        state != nullptr && state->now == child_state::starting) {
      one_life& seen = lives_[state->life.who];
      is_valid_ &= !seen.goes_on && state->life.incarnation == seen.incarnation + 1;
      seen = {state->life.incarnation, true};
    }
    if (const auto* end = std::get_if<supervision::told::end>(&news.what)) {
      one_life& seen = lives_[end->life.who];
      is_valid_ &= seen.goes_on && end->life.incarnation == seen.incarnation;
      seen.goes_on = false;
    }
  }
  /// After the end of the tree.
  [[nodiscard]] bool is_valid() const {
    return is_valid_ && std::ranges::none_of(lives_, [](const auto& each) { return each.second.goes_on; });
  }
  [[nodiscard]] std::uint32_t lives() const {
    std::uint32_t all = 0;
    for (const auto& [who, seen] : lives_)
      all += seen.incarnation;
    return all;
  }

private:
  struct one_life {
    std::uint32_t incarnation = 0;
    bool goes_on = false;
  };
  std::map<supervision::node_id, one_life> lives_;
  bool is_valid_ = true;
};

std::string first_thread_of(int pid) {
  std::string name;
  std::getline(std::ifstream{"/proc/" + std::to_string(pid) + "/comm"}, name);
  return name;
}

/// SIGKILL to the first process below this one whose name begins so; whether there was one.
bool kill_one(const std::string& name) {
  for (const int pid : os::descendants_of(os::own_pid()))
    if (first_thread_of(pid).starts_with(name))
      if (const auto one = os::pidfd::find(pid))
        return one->signal(SIGKILL);
  return false;
}

child in_this_tree(child made) {
  made.max_deliveries = 1'000'000;
  made.work.max_deliveries = 1'000'000;
  return made;
}

class Poisson : public testing::Test {
protected:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  tree_spec tree() {
    tree_spec made;
    made.options.budget = restart_budget{.restarts = unlimited};
    made.children.emplace_back(
      in_this_tree(quick_child("counter", actor_run{fn<counter_of_numbers>, path("ledger")}, at_least_once)));
    made.children.emplace_back(
      in_this_tree(quick_child("checklist", actor_run{fn<ticks_off>, path("checklist")}, at_least_once)));
    made.children.emplace_back(in_this_tree(quick_child("relay", actor_run{fn<passes_on>}, at_least_once)));
    child pool = in_this_tree(quick_child("pool", actor_run{fn<passes_on>}));
    pool.count = child_count(2);
    made.children.emplace_back(pool);
    child program = quick_child("program", {});
    program.command = {"/bin/sleep", "1000"};
    made.children.emplace_back(program);
    return made;
  }

  temp_folder folder_;
};

/// Sends numbers in three ways, no more than `ahead` of what is handled.
class load {
public:
  load(const std::string& ledger_path, const std::string& list_path)
    : ledger_(ledger_path), list_(list_path), counter_(whereis("counter")), relay_(whereis("relay")),
      pool_(whereis("pool")) {}

  void send_some() {
    constexpr std::uint64_t ahead = 500;
    if (direct_ < ledger_.page().last[0] + ahead)
      self_->send(counter_, number_a{0, ++direct_});
    if (passed_ + 2 < checklist::most && passed_ < list_.count(passed_) + ahead) {
      self_->send(relay_, number_a{0, passed_++});
      self_->send(pool_, number_a{0, passed_++});
    }
  }
  [[nodiscard]] bool is_all_handled() const {
    return ledger_.page().last[0] == direct_ && list_.count(passed_) == passed_;
  }
  [[nodiscard]] std::uint64_t sent() const { return direct_ + passed_; }
  [[nodiscard]] const ledger_page& page() const { return ledger_.page(); }

private:
  ledger ledger_;
  checklist list_;
  caf::actor counter_, relay_, pool_;
  troupe::self self_;
  std::uint64_t direct_ = 0, passed_ = 0;
};

// TROUPE_SOAK=1 asks for an hour.
void kill_at_random(load& work, std::uint64_t& killed) {
  const char* const kinds[] = {"counter", "checklist", "relay", "pool", "sleep", "troupe-spawner", "troupe-guard"};
  std::mt19937 random{20261127};
  std::exponential_distribution<double> seconds(is_long() ? 2 : 20);
  const auto end = steady::now() + (is_long() ? std::chrono::seconds(3600) : std::chrono::seconds(4));
  for (auto next = steady::now(); steady::now() < end;) {
    work.send_some();
    if (steady::now() < next)
      continue;
    next = steady::now() + std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(seconds(random)));
    killed += kill_one(kinds[random() % std::size(kinds)]) ? 1 : 0;
  }
}

TEST_F(Poisson, Kills_of_every_kind_of_process_lose_no_message_and_start_no_life_twice) {
  set_test_limit(is_long() ? 4200s : 100s);
  history seen; // heard on the house thread, read when it is over
  house::household house{options_under_test()};
  house.begin_tree({.what = tree(), .name = "poisson", .tell = [&](const auto& news) { seen.hear(news); }});
  EXPECT_FALSE(house.wait_for_tree([] {}, house::household::so_far::ready));
  std::uint64_t killed = 0;
  {
    load work{path("ledger"), path("checklist")};
    kill_at_random(work, killed);
    EXPECT_TRUE(wait_until([&] { return work.is_all_handled(); }, 60s));
    EXPECT_GT(work.sent(), 100U);
    EXPECT_EQ(work.page().lost, 0U);
    EXPECT_EQ(work.page().misordered, 0U);
    EXPECT_LE(work.page().repeated, killed);
    std::printf("%llu messages, %llu kills\n", static_cast<unsigned long long>(work.sent()),
                static_cast<unsigned long long>(killed));
  }
  house.end_tree(0);
  EXPECT_EQ(house.wait_for_tree([] {}, house::household::so_far::over), 0);
  EXPECT_TRUE(seen.is_valid());
  EXPECT_GT(killed, 10U);
  EXPECT_GT(seen.lives(), 10U);
}

} // namespace
} // namespace troupe::tests
