#include "troupe/error.hpp"

#include <array>
#include <utility>

namespace troupe {

namespace {

struct entry {
  std::string_view name;
  troupe::remedy remedy;
};

constexpr auto codes = static_cast<std::size_t>(errc::last_code_) + 1;

// In the order of errc.
constexpr std::array<entry, codes> table{{
  {"none", remedy::give_up},
  {"contract_error", remedy::fix_input},
  {"invalid_argument", remedy::fix_input},
  {"invalid_state", remedy::fix_input},
  {"not_owner", remedy::fix_input},
  {"closed", remedy::give_up},
  {"end_of_stream", remedy::give_up},
  {"type_mismatch", remedy::fix_input},
  {"decode_error", remedy::give_up},
  {"buffer_too_short", remedy::fix_input},
  {"key_not_found", remedy::fix_input},
  {"out_of_range", remedy::fix_input},
  {"broken_barrier", remedy::reconnect},
  {"timeout", remedy::retry_later},
  {"cancelled", remedy::give_up},
  {"interrupted", remedy::retry_later},
  {"remote_error", remedy::give_up},
  {"worker_lost", remedy::reconnect},
  {"task_timeout", remedy::retry_later},
  {"pool_terminated", remedy::give_up},
  {"initializer_failed", remedy::fix_input},
  {"manager_lost", remedy::reconnect},
  {"unknown_name", remedy::fix_input},
  {"no_resource", remedy::retry_later},
  {"mailbox_full", remedy::retry_later},
}};

// A code from another process may be newer than this table.
constexpr entry unknown{"unknown_error", remedy::give_up};

const entry& entry_of(errc code) noexcept {
  const auto index = static_cast<std::size_t>(code);
  return index < table.size() ? table[index] : unknown;
}

using thrower = void (*)(const std::string&);

template <errc Code>
void throw_one(const std::string& text) {
  throw error_of<Code>(text);
}

template <std::size_t... Index>
constexpr std::array<thrower, codes> all_throwers(std::index_sequence<Index...>) {
  return {&throw_one<static_cast<errc>(Index)>...};
}

} // namespace

std::string_view name(errc code) noexcept { return entry_of(code).name; }

troupe::remedy remedy_of(errc code) noexcept { return entry_of(code).remedy; }

void throw_error(errc code, const std::string& text, int number) {
  static constexpr auto throwers = all_throwers(std::make_index_sequence<codes>{});
  if (code == errc::no_resource)
    throw no_resource(text, number);
  if (static_cast<std::size_t>(code) < throwers.size())
    throwers[static_cast<std::size_t>(code)](text);
  throw error(code, text);
}

} // namespace troupe
