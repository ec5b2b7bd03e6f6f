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

// A reason and the words of an error are as long as somebody likes.
constexpr std::size_t longest_text = 1000;

bool concerns(const std::optional<std::vector<std::size_t>>& some, node_id who) {
  return !some || std::ranges::find(*some, std::size_t{who}) != some->end();
}

std::uint64_t count_in(const json::object& options, std::string_view key) {
  constexpr double most = 1e15; // no tree lives to see more
  return static_cast<std::uint64_t>(std::clamp(number_in(options, key, 0), 0.0, most));
}

// Not within a character of UTF-8.
std::string shortened(std::string words) {
  std::size_t end = longest_text;
  if (words.size() <= end)
    return words;
  while (end != 0 && (static_cast<unsigned char>(words[end]) & 0xC0U) == 0x80U)
    --end;
  return words.replace(end, words.npos, "...");
}

} // namespace

std::string present_time_text() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return message::date_text(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

void tree_events::remember(node_id who, const node& seen, const std::string& kind, std::string words,
                           json::value data) {
  all_.push_back({who,
                  {{"seq", ++last_},
                   {"time", present_time_text()},
                   {"kind", kind},
                   {"address", seen.name},
                   {"incarnation", seen.incarnation},
                   {"text", shortened(std::move(words))},
                   {"data", std::move(data)}}});
  if (all_.size() > most_kept)
    all_.pop_front();
  look();
}

// Of those that concern it, the last ones alone where that is asked for.
std::uint64_t tree_events::begin_of(const control_request& asked, const reader& one) const {
  const std::uint64_t from = std::clamp(count_in(asked.options, "from"), first(), last_ + 1);
  if (!asked.options.contains("last") || asked.options.at("last").is_null())
    return from;
  std::uint64_t begin = last_ + 1;
  for (std::uint64_t left = count_in(asked.options, "last"); left != 0 && begin > from; --begin)
    left -= concerns(one.who, at(begin - 1).who) ? 1 : 0;
  return begin;
}

void tree_events::show(const control_request& asked, const control_reply& reply,
                       std::optional<std::vector<std::size_t>> who, json::object&& result) {
  constexpr std::uint64_t none = ~std::uint64_t{0};
  reader made{reply, std::move(who), 0, flag_in(asked.options, "follow") ? none : last_, std::move(result)};
  made.next = begin_of(asked, made);
  if (tell(made))
    readers_.push_back(std::move(made));
}

bool tree_events::tell(reader& one) const {
  if (one.reply.is_gone())
    return false;
  if (one.next < first()) {
    one.reply.fail("failed",
                   "events " + std::to_string(one.next) + " to " + std::to_string(first() - 1) +
                     " were forgotten before they were read",
                   "ask again, from " + std::to_string(first()), 1);
    return false;
  }
  for (; one.next <= std::min(one.last, last_) && one.reply.has_room(); ++one.next)
    if (concerns(one.who, at(one.next).who))
      one.reply.event(at(one.next).what);
  if (one.next <= one.last)
    return true;
  one.result["last_seq"] = one.last;
  one.reply.finish(std::move(one.result));
  return false;
}

void tree_events::look() {
  std::erase_if(readers_, [&](reader& one) { return !tell(one); });
}

void tree_events::end() {
  for (reader& each : readers_)
    each.last = std::min(each.last, last_);
  look();
}

void tree_events::forget(node_id who) {
  for (event& each : all_)
    if (each.who == who)
      each.who = no_node;
  for (reader& each : readers_)
    if (each.who)
      std::erase(*each.who, std::size_t{who});
}

} // namespace troupe::rooms::house
