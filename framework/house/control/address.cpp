#include "house/control/address.hpp"

#include <algorithm>
#include <charconv>

#include "message/nearest.hpp"
#include "os/matching_paths.hpp"

namespace troupe::rooms::house {
namespace {

bool is_pattern(const std::string& text) { return text.find_first_of("*?") != text.npos; }

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failed == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

chosen unknown_key(const std::string& key, const addressee& one) {
  std::vector<std::string> known;
  std::string list;
  for (const auto& [each, value] : one.facts) {
    known.push_back(each);
    list += (list.empty() ? "" : ", ") + each;
  }
  const auto meant = message::nearest(key, known);
  return {{},
          "usage",
          "nobody can be chosen by \"" + key + "\"",
          meant ? "did you mean \"" + *meant + "\"?" : "the keys are " + list};
}

/// Drops who does not pass; gives what is wrong with a filter.
chosen apply_filters(std::span<const addressee> all, std::span<const std::string> filters) {
  chosen made;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!all[i].name.empty())
      made.who.push_back(i);
  for (const std::string& written : filters) {
    const message::reading<filter> read = filter::parse(written);
    if (!read)
      return {{}, "usage", read.problem, read.help};
    if (!all.empty() && !all.front().facts.contains(read.value->key()))
      return unknown_key(read.value->key(), all.front());
    std::erase_if(made.who, [&](std::size_t i) { return !read.value->lets_pass(all[i]); });
  }
  return made;
}

chosen unknown(const std::string& written, std::span<const addressee> all) {
  std::vector<std::string> names;
  for (const addressee& one : all) {
    if (one.name.empty())
      continue;
    names.push_back(one.name);
    for (const std::string& above : one.above)
      names.push_back(above + "/");
  }
  const auto meant = message::nearest(written, names);
  return {{},
          "unknown_address",
          "there is no \"" + written + "\" in this tree",
          meant ? "did you mean \"" + *meant + "\"?" : "`troupe ps` lists everybody"};
}

} // namespace

std::string address_text(const addressee& one) {
  return one.name + (one.slot ? "[" + std::to_string(*one.slot) + "]" : "");
}

message::reading<address> address::parse(const std::string& written) {
  address made;
  made.name_ = written;
  if (written.ends_with('/')) {
    made.is_subtree_ = true;
    made.name_.pop_back();
  } else if (written.ends_with(']')) {
    const std::size_t open = written.find('[');
    const std::string slot = open == written.npos ? "" : written.substr(open + 1, written.size() - open - 2);
    made.name_ = written.substr(0, open);
    made.slot_ = number_of(slot);
    if (!made.slot_ && slot != "*")
      return {{}, "\"" + written + "\" is no address", "a slot is a number or *: resize[3], resize[*]"};
  }
  if (made.name_.empty())
    return {{}, "\"" + written + "\" is no address", "write a child's name"};
  made.is_pattern_ = is_pattern(made.name_);
  return {std::move(made)};
}

bool address::means(const addressee& one) const noexcept {
  if (one.name.empty())
    return false;
  const auto is_meant = [&](const std::string& name) {
    return is_pattern_ ? os::matches_pattern(name, name_) : name == name_;
  };
  if (is_subtree_)
    return is_meant(one.name) || std::ranges::any_of(one.above, is_meant);
  return is_meant(one.name) && (!slot_ || slot_ == one.slot);
}

message::reading<filter> filter::parse(const std::string& written) {
  const std::size_t end = written.find('=');
  if (end == written.npos || end == 0 || (end == 1 && written[0] == '!'))
    return {{}, "\"" + written + "\" is no filter", "write KEY=VALUE or KEY!=VALUE, e.g. state=backoff"};
  filter made;
  made.wanted_ = written[end - 1] != '!';
  made.key_ = written.substr(0, made.wanted_ ? end : end - 1);
  made.value_ = written.substr(end + 1);
  return {std::move(made)};
}

bool filter::lets_pass(const addressee& one) const noexcept {
  const auto found = one.facts.find(key_);
  const bool is_so = found != one.facts.end() && os::matches_pattern(found->second, value_);
  return is_so == wanted_;
}

chosen choose(std::span<const addressee> all, std::span<const std::string> addresses,
              std::span<const std::string> filters) {
  chosen made = apply_filters(all, filters);
  if (!made.code.empty() || addresses.empty())
    return made;
  std::vector<bool> meant(all.size(), false);
  for (const std::string& written : addresses) {
    const message::reading<address> read = address::parse(written);
    if (!read)
      return {{}, "usage", read.problem, read.help};
    bool anybody = false;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (read.value->means(all[i]))
        meant[i] = anybody = true;
    if (!anybody)
      return unknown(written, all);
  }
  std::erase_if(made.who, [&](std::size_t i) { return !meant[i]; });
  return made;
}

} // namespace troupe::rooms::house
