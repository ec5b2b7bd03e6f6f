#include "house/tree_account.hpp"

#include <cstdio>
#include <ctime>

#include "message/one_line.hpp"
#include "message/units.hpp"

namespace troupe::rooms::house {

namespace {

using namespace supervision;

constexpr const char* red = "\x1b[31m";
constexpr const char* green = "\x1b[32m";
constexpr const char* yellow = "\x1b[33m";

// Nobody wants to read nanoseconds.
std::string shortly(os::duration length) {
  using std::chrono::milliseconds;
  const auto rounded = std::chrono::round<milliseconds>(length);
  return rounded == milliseconds::zero() ? "less than 1ms" : message::duration_text(rounded);
}

std::string then_text(const told::end& what) {
  switch (what.next) {
  case then::nothing: return "";
  case then::restart:
    return what.delay == duration::zero() ? "; restart at once" : "; restart in " + shortly(what.delay);
  case then::with_others: return what.cause == end_cause::stopped ? "" : "; restart with its set";
  case then::hold: return "; held, next try in " + shortly(what.delay);
  case then::escalate: return "; once too often, its supervisor gives up";
  }
  return "";
}

bool is_asked(end_cause cause) {
  return cause == end_cause::stopped || cause == end_cause::sibling || cause == end_cause::supervisor_gone;
}

// Whoever was asked to end, or had no process, has no other story than that; a supervisor ends by what a child did.
std::string cause_text(const tree_news& news, const told::end& what) {
  if (news.of.nodes[what.life.who].kind != node_kind::process && !is_asked(what.cause))
    return "ends, a child " + text(what.how);
  switch (what.cause) {
  case end_cause::stopped: return "stopped";
  case end_cause::sibling: return "stopped for its sibling";
  case end_cause::start_timeout: return "not ready in time, " + text(what.how);
  case end_cause::supervisor_gone:
    return what.how.kind == ending_kind::spawner_gone ? text(what.how) : "stopped with its supervisor";
  case end_cause::exec_failed: return news.why.empty() ? text(what.how) : std::string(news.why);
  case end_cause::actor_error: return "failed: " + std::string(news.why);
  case end_cause::actor_kill: return "killed: " + std::string(news.why);
  default: return text(what.how);
  }
}

struct writer {
  const tree_news& news;

  std::string operator()(const told::state& what) const {
    switch (what.now) {
    case child_state::starting:
      return what.life.incarnation == 1 ? "starting" : "starting, life " + std::to_string(what.life.incarnation);
    case child_state::ready: return news.pid == 0 ? "ready" : "ready, pid " + std::to_string(news.pid);
    case child_state::draining: return "finishing what waits for it";
    case child_state::stopping: return "stopping";
    default: return "";
    }
  }
  std::string operator()(const told::end& what) const {
    const std::string lost = news.lost == 0 ? "" : ", the message in hand is lost";
    return cause_text(news, what) + (news.pid == 0 ? "" : " after " + shortly(news.lived)) + lost + then_text(what);
  }
  std::string operator()(const told::over& what) const { return "over, exit code " + std::to_string(what.exit_code); }
  std::string operator()(const told::removed&) const { return "removed"; }
  template <class Order>
  std::string operator()(const Order&) const {
    return "";
  }
};

struct find_subject {
  node_id operator()(const told::state& what) const { return what.life.who; }
  node_id operator()(const told::end& what) const { return what.life.who; }
  node_id operator()(const told::over&) const { return root_node; }
  node_id operator()(const told::removed& what) const { return what.who; }
  template <class Order>
  node_id operator()(const Order&) const {
    return no_node;
  }
};

const char* colour_of(const tree_news& news) {
  if (const auto* state = std::get_if<told::state>(&news.what))
    return state->now == child_state::ready ? green : "";
  const auto* end = std::get_if<told::end>(&news.what);
  if (end == nullptr || end->next == then::nothing || end->next == then::with_others)
    return "";
  return end->next == then::restart ? yellow : red;
}

std::string line_of(const std::string& name, const std::string& words, const char* colour) {
  constexpr std::size_t name_width = 16;
  std::string made = name;
  made.resize(std::max(made.size(), name_width), ' ');
  return made + ' ' + (*colour == '\0' ? words : colour + words + "\x1b[0m");
}

std::string time_text() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm local{};
  ::localtime_r(&now.tv_sec, &local);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%H:%M:%S", &local);
  std::snprintf(text + length, sizeof text - length, ".%03ld  ", now.tv_nsec / 1000000);
  return text;
}

} // namespace

// Actors and programs have their say in it.
std::string news_text(const tree_news& news) { return message::one_line(std::visit(writer{news}, news.what)); }

node_id subject_of(const tree_news& news) { return std::visit(find_subject{}, news.what); }

void tree_account::hear(const tree_news& news) {
  const std::string words = news_text(news);
  if (words.empty())
    return;
  const std::string line = line_of(news.of.nodes[subject_of(news)].name, words, colours_ ? colour_of(news) : "");
  const std::scoped_lock hold{guard_};
  lines_.push_back(time_text() + line + '\n');
}

void tree_account::print() {
  std::vector<std::string> lines;
  {
    const std::scoped_lock hold{guard_};
    lines.swap(lines_);
  }
  for (const std::string& each : lines)
    std::fputs(each.c_str(), stdout);
  if (!lines.empty())
    std::fflush(stdout);
}

} // namespace troupe::rooms::house
