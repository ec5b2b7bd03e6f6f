#include "supervision/notices.hpp"

#include <array>
#include <charconv>

#include "os/executable.hpp"
#include "os/process_facts.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr std::string_view extend_key = "EXTEND_TIMEOUT_USEC=";
constexpr std::uint64_t longest_us = std::uint64_t{365} * 24 * 3600 * 1'000'000; // the decision has its own ceiling

duration microseconds_in(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool is_one = failed == std::errc{} && end == text.data() + text.size();
  return std::chrono::microseconds(is_one ? std::min(count, longest_us) : 0);
}

unsigned user_of(const std::string& name) {
  return name.empty() ? os::own_user() : os::user_named(name).value_or(os::own_user());
}

} // namespace

notice read_notice(std::string_view text) {
  notice made;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    made.is_ready |= line == "READY=1";
    if (line.starts_with(extend_key))
      made.extend = microseconds_in(line.substr(extend_key.size()));
  }
  return made;
}

std::string notices::listen(const life_of& life, const std::string& user) {
  if (watched_ == nullptr)
    watched_ = std::make_unique<os::poller>();
  forget(life.who);
  ear& made = all_.emplace(life.who, ear{life, user_of(user), {}}).first->second;
  try {
    watched_->watch(made.socket.descriptor(), life.who, true, false);
  } catch (...) {
    all_.erase(life.who);
    throw;
  }
  return made.socket.address();
}

void notices::forget(node_id who) noexcept {
  const auto found = all_.find(who);
  if (found == all_.end())
    return;
  watched_->forget(found->second.socket.descriptor());
  all_.erase(found);
}

void notices::hear(const std::function<void(const life_of&, const notice&)>& tell) {
  if (all_.empty())
    return;
  constexpr int at_a_time = 64; // of one sender, who may be quicker than this
  std::array<os::poller::event, 16> room;
  for (const os::poller::event& each : watched_->ready(room)) {
    ear& from = all_.at(static_cast<node_id>(each.key));
    for (int i = 0; i < at_a_time; ++i) {
      const auto said = from.socket.next();
      if (!said)
        break;
      if (said->user == from.user || said->user == 0)
        tell(from.life, read_notice(said->text));
    }
  }
}

} // namespace troupe::rooms::supervision
