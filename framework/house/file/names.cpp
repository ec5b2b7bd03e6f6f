#include "house/file/names.hpp"

#include <algorithm>

#include "os/process_facts.hpp"

namespace troupe::rooms::house {
namespace {

constexpr std::size_t longest_name = 63;

bool is_small_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_inside(char c) noexcept { return is_small_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

} // namespace

bool is_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= longest_name && is_small_letter(text[0]) &&
         std::ranges::all_of(text, is_inside);
}

std::string as_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (is_inside(small) && (!name.empty() || is_small_letter(small)))
      name += small;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  name.resize(std::min(name.size(), longest_name));
  while (name.ends_with('-'))
    name.pop_back();
  return name.empty() ? "x" : name;
}

std::uint64_t own_memory() noexcept { return os::machine_memory(); }

} // namespace troupe::rooms::house
