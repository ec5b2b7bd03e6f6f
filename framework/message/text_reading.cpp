#include "troupe/form_text.hpp"

namespace troupe::wire {

std::string_view take_bytes(reader& from, const word* slot) noexcept {
  const list_view all = from.list(slot, element::byte);
  if (all.count == 0)
    return {};
  if (all.step != 8 || !from.afford(all.count)) {
    from.fail();
    return {};
  }
  return {all.first, all.count};
}

std::string_view take_text(reader& from, const word* slot) noexcept {
  std::string_view text = take_bytes(from, slot);
  if (text.empty())
    return {};
  if (text.back() != '\0')
    from.fail();
  text.remove_suffix(1);
  return text;
}

} // namespace troupe::wire
