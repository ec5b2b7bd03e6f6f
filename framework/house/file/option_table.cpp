#include "house/file/option_table.hpp"

#include <algorithm>

#include "message/nearest.hpp"

namespace troupe::rooms::house {
namespace {

using namespace supervision; // the kinds

std::string kinds_text(unsigned kinds) {
  constexpr std::array<std::pair<unsigned, std::string_view>, 4> words{
    {{actors, "actors"}, {commands, "commands"}, {pools, "pools"}, {supervisors, "supervisors"}}};
  std::vector<std::string_view> found;
  for (const auto& [kind, word] : words)
    if ((kinds & kind) != 0)
      found.push_back(word);
  std::string text;
  for (const std::string_view word : found)
    text.append(text.empty() ? "" : word == found.back() ? " and " : ", ").append(word);
  return text;
}

const later_key* find_later(std::string_view key, unsigned kinds) {
  const auto* found =
    std::ranges::find_if(later_keys, [&](const later_key& one) { return one.key == key && (one.kinds & kinds) != 0; });
  return found == later_keys.end() ? nullptr : found;
}

} // namespace

unsigned kinds_with_key(std::string_view key) { return kinds_in<child>(key) | kinds_in<supervisor_options>(key); }

std::string_view kind_word(unsigned kind) noexcept {
  switch (kind) {
  case actors: return "an actor";
  case commands: return "a command";
  case pools: return "a pool";
  case supervisors: return "a supervisor";
  default: return "a child";
  }
}

void refuse_key(const entry& one, std::span<const std::string_view> known, unsigned elsewhere, value_reader& how) {
  const std::string inside = how.path().empty() ? "" : " in `" + how.path() + "`";
  const std::string shown = "\"" + one.key + "\"";
  // What is for all kinds is read once for each, and has one thing to say.
  const bool is_for_all = how.is_for_all_kinds() && how.path().empty();
  if (const later_key* later = find_later(one.key, is_for_all ? all_kinds : how.kinds());
      later != nullptr && how.path().empty())
    return how.refuse("E103", one.at, shown + " (" + std::string(later->meaning) + ") is not yet there in this version",
                      "leave it out for now");
  if (elsewhere != 0 && how.is_for_all_kinds())
    return;
  if (elsewhere != 0)
    return how.refuse("E103", one.at, shown + inside + " is no key of " + std::string(kind_word(how.kinds())),
                      "it is one of " + kinds_text(elsewhere));
  const auto meant = message::nearest(one.key, known);
  how.refuse("E103", one.at,
             "unknown key " + shown +
               (is_for_all       ? ""
                : inside.empty() ? " of " + std::string(kind_word(how.kinds()))
                                 : inside),
             meant            ? "did you mean \"" + *meant + "\"?"
             : inside.empty() ? "a key of your own begins with x_"
                              : "");
}

} // namespace troupe::rooms::house
