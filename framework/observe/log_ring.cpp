#include "observe/log_ring.hpp"

#include <algorithm>

#include "os/fault_point.hpp"

namespace troupe::rooms::observe {

namespace {

constexpr std::uint64_t capacity = log_page::capacity;

// Otherwise the page is not what a correct writer leaves, or (for a reader) all of it was overwritten
// while it was copied.
bool is_sound(std::uint64_t begun, std::uint64_t written) noexcept {
  return written <= begun && begun - written <= capacity;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    if (!line.empty())
      lines.emplace_back(line);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return lines;
}

} // namespace

log_ring::log_ring(log_page& page) noexcept : page_(&page) {
  auto begun = page.begun.load(std::memory_order_relaxed);
  auto at = page.written.load(std::memory_order_relaxed);
  if (!is_sound(begun, at)) // garbage of a writer that went mad: an empty page is worth more
    begun = at = 0;
  for (; at < begun; ++at)
    page.text[at % capacity].store('\n', std::memory_order_relaxed);
  page.begun.store(begun, std::memory_order_relaxed);
  page.written.store(begun, std::memory_order_release); // pairs with the acquire in copy_sound_part()
}

void log_ring::append(std::string_view line) noexcept {
  const auto text = line.substr(0, capacity / 4);
  const auto from = page_->written.load(std::memory_order_relaxed); // the writer's own word
  const auto end = from + text.size() + 1;
  page_->begun.store(end, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release); // pairs with the acquire fence in copy_sound_part()
  os::pass_fault_point("observe.log_ring.begun");
  for (std::size_t i = 0; i < text.size(); ++i)
    page_->text[(from + i) % capacity].store(text[i], std::memory_order_relaxed);
  os::pass_fault_point("observe.log_ring.half");
  page_->text[(end - 1) % capacity].store('\n', std::memory_order_relaxed);
  page_->written.store(end, std::memory_order_release); // pairs with the acquire in copy_sound_part()
}

namespace {

// The bytes that were whole, and not overwritten, during the whole copy.
std::string copy_sound_part(const log_page& page) {
  const auto written = page.written.load(std::memory_order_acquire); // pairs with the release in append()
  std::string all(capacity, '\0');
  for (std::size_t i = 0; i < capacity; ++i)
    all[i] = page.text[i].load(std::memory_order_relaxed);
  // Pairs with the release fence in append(): who has copied a byte of a later line sees its `begun`.
  std::atomic_thread_fence(std::memory_order_acquire);
  const auto begun = page.begun.load(std::memory_order_relaxed);
  if (!is_sound(begun, written))
    return {};
  std::string sound;
  for (auto at = begun > capacity ? begun - capacity : 0; at < written; ++at)
    sound += all[at % capacity];
  if (begun > capacity) // it begins in the middle of a line, most likely
    sound.erase(0, sound.find('\n'));
  return sound;
}

} // namespace

std::vector<std::string> read(const log_page& page) { return lines_of(copy_sound_part(page)); }

} // namespace troupe::rooms::observe
