#include <algorithm>

#include "os/process_facts.hpp"
#include "troupe/dict_state.hpp"
#include "troupe/list_state.hpp"

namespace troupe::managed {

void refuse_key(const std::string& key) { throw key_not_found("the dict has no key " + key); }

std::size_t position_in(list_position asked, std::size_t size) {
  const list_position position = asked < 0 ? asked + static_cast<list_position>(size) : asked;
  if (position < 0 || position >= static_cast<list_position>(size))
    throw out_of_range("there is no position " + std::to_string(asked) + " among " + std::to_string(size) +
                       " elements");
  return static_cast<std::size_t>(position);
}

std::size_t edge_in(list_position asked, std::size_t size) noexcept {
  const auto end = static_cast<list_position>(size);
  return static_cast<std::size_t>(asked < 0 ? std::max<list_position>(asked + end, 0) : std::min(asked, end));
}

void refuse_resize(std::size_t places, std::size_t values) {
  throw invalid_argument("an array keeps its length: " + std::to_string(values) + " values do not go into " +
                         std::to_string(places) + " places");
}

void refuse_too_long(std::size_t count, std::uint64_t times, std::size_t size) {
  const std::uint64_t memory = rooms::os::machine_memory(); // 0: not known
  if (count != 0 && memory != 0 && times > memory / size / count)
    throw out_of_range("a list of " + std::to_string(count) + " elements, repeated " + std::to_string(times) +
                       " times, is longer than the memory of this machine");
}

} // namespace troupe::managed
