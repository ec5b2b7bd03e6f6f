// The word count as actors of a tree: a reader hands portions to counters, an aggregator adds up what they find.
#include <cstdio>
#include <set>
#include <stdexcept>

#include <troupe/troupe.hpp>

#include <troupe/provides.hpp>

#include "counter.hpp"
#include "report.hpp"

namespace {

using namespace std::chrono_literals;

/// All of it, once the reader knows how much that is.
struct whole {
  std::uint64_t portions = 0;
};
struct next_kill {};
/// A part of the tree was killed, or has begun to live.
struct killed {};
struct begun {
  std::string name;
};

struct sum {
  feeding so_far;
  std::set<std::uint64_t> portions;
  std::set<std::string> lived;
  std::optional<std::uint64_t> expected;
  std::optional<progress> line;
};

tally count_here(const std::string& folder) {
  tally all;
  for (const portion& each : portions_of(folder))
    for (const std::string& path : each.paths)
      count_file(path, all);
  return all;
}

// A portion comes twice when its counter was killed behind its answer, or the reader began again.
void finish_when_complete(troupe::stateful_actor<sum>* self, const std::string& folder, int top) {
  const feeding& now = self->state.so_far;
  if (self->state.expected != now.portions_done)
    return;
  print_words(now.merged, static_cast<std::size_t>(top));
  print_totals(now.merged);
  std::printf("%.2f s, %u kills, %u restarts\n", self->state.line->seconds(), now.kills, now.restarts);
  const bool equal = now.merged == count_here(folder);
  std::printf("%s\n", equal ? "the same totals: every file was counted once" : "THE TOTALS DIFFER");
  std::fflush(stdout);
  if (!equal)
    throw std::runtime_error("the totals differ");
  self->quit();
}

} // namespace

troupe::behavior aggregator(troupe::stateful_actor<sum>* self, std::string folder, int top) {
  self->state.line.emplace(portions_of(folder).size(), false); // the tree writes lines of its own
  return {
    [=](const counted& part) {
      feeding& now = self->state.so_far;
      if (self->state.portions.insert(part.portion).second)
        merge(part.result, now.merged);
      now.portions_done = self->state.portions.size();
      self->state.line->show(now);
      finish_when_complete(self, folder, top);
    },
    [=](const whole& what) {
      self->state.expected = what.portions;
      finish_when_complete(self, folder, top);
    },
    [=](killed) { ++self->state.so_far.kills; },
    [=](const begun& who) { self->state.so_far.restarts += self->state.lived.insert(who.name).second ? 0 : 1; },
  };
}

troupe::behavior counting(troupe::event_based_actor* self) {
  const caf::actor totals = troupe::peer("totals");
  self->send(totals, begun{troupe::current_process().name()});
  return {[=](const portion& work) {
    counted answer{work.number, {}};
    for (const std::string& path : work.paths)
      count_file(path, answer.result);
    self->send(totals, std::move(answer));
  }};
}

// Its portions wait in the counters' mailboxes, whoever dies. It may itself be killed: the next one begins again.
void reader(troupe::event_based_actor* self, std::string folder) {
  const caf::actor counters = troupe::peer("counters");
  self->send(troupe::peer("totals"), begun{troupe::current_process().name()});
  const std::vector<portion> work = portions_of(folder);
  for (const portion& each : work)
    self->send(counters, each);
  self->send(troupe::peer("totals"), whole{work.size()});
}

// SIGKILL to one of them after the other, as often as it is told to.
troupe::behavior killer(troupe::event_based_actor* self, std::chrono::milliseconds every,
                        std::vector<std::string> victims) {
  const auto turn = std::make_shared<std::size_t>(0);
  self->delayed_send(self, every, next_kill{});
  return {[=](next_kill) {
    if (const caf::actor role = troupe::find(victims[(*turn)++ % victims.size()]))
      if (const caf::actor life = troupe::incarnation_of(role)) {
        troupe::kill_process_of(life);
        self->send(troupe::peer("totals"), killed{});
      }
    self->delayed_send(self, every, next_kill{});
  }};
}

const troupe::provides parts{troupe::fn<aggregator>, troupe::fn<counting>, troupe::fn<reader>, troupe::fn<killer>};
