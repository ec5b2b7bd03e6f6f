#include "house/control/tree_events.hpp"

#include <algorithm>
#include <chrono>

#include "house/control/request_options.hpp"
#include "message/moment_text.hpp"

namespace troupe::rooms::house {

namespace {

using namespace supervision;
namespace json = message::json;

constexpr std::size_t most_kept = 10000;

bool concerns(const std::optional<std::vector<std::size_t>>& some, node_id who) {
  return !some || std::ranges::find(*some, std::size_t{who}) != some->end();
}

} // namespace

std::string present_time_text() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return message::date_text(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

void tree_events::remember(node_id who, const node& seen, const std::string& kind, std::string words,
                           json::value data) {
  json::object made{{"seq", ++last_},         {"time", present_time_text()},     {"kind", kind},
                    {"address", seen.name},   {"incarnation", seen.incarnation}, {"text", std::move(words)},
                    {"data", std::move(data)}};
  for (const follower& each : followers_)
    if (concerns(each.who, who))
      each.reply.event(made);
  std::erase_if(followers_, [](const follower& each) { return each.reply.is_gone(); });
  all_.push_back({who, std::move(made)});
  if (all_.size() > most_kept)
    all_.pop_front();
}

void tree_events::show(const control_request& asked, const control_reply& reply,
                       std::optional<std::vector<std::size_t>> who, json::object&& result) {
  const auto from = static_cast<std::uint64_t>(std::max(0.0, number_in(asked.options, "from", 0)));
  for (const event& each : all_)
    if (each.what.at("seq").to_number<std::uint64_t>() >= from && concerns(who, each.who))
      reply.event(each.what);
  if (flag_in(asked.options, "follow"))
    return followers_.push_back({reply, std::move(who)});
  result["last_seq"] = last_;
  reply.finish(std::move(result));
}

void tree_events::forget(node_id who) {
  for (event& each : all_)
    if (each.who == who)
      each.who = no_node;
  for (follower& each : followers_)
    if (each.who)
      std::erase(*each.who, std::size_t{who});
}

} // namespace troupe::rooms::house
