#include "parallel/pipe_items.hpp"

#include <algorithm>
#include <cstring>

#include "troupe/error.hpp"
#include "troupe/type_entry.hpp"

namespace troupe::rooms::parallel {

using objects::item_kind;
using objects::item_view;

std::string type_name_of(std::uint64_t type) {
  const type_entry* const known = find_type(type);
  return known != nullptr ? std::string{known->name} : "a type that this program does not know";
}

std::uint64_t type_of(const item_view& item) noexcept { return item.head.kind == item_kind::bytes ? 0 : item.words[0]; }

bool is_of_type(const item_view& item, std::uint64_t type) noexcept {
  return item.head.kind == item_kind::typed && item.words[0] == type;
}

void refuse_type(std::uint64_t type, const std::string& wanted) {
  const std::string is = type == 0 ? "bytes" : type_name_of(type);
  throw type_mismatch("the next message is " + is + ", and was to be received as " + wanted +
                      "; receive it as what it is, or as several types at once");
}

std::uint64_t words_of_bytes(std::size_t count) noexcept { return 1 + wire::words_for_bytes(count); }

void write_bytes(objects::item_draft& into, std::span<const std::byte> bytes) noexcept {
  into.words()[0] = bytes.size();
  if (!bytes.empty())
    std::memcpy(into.words() + 1, bytes.data(), bytes.size());
}

std::span<const std::byte> bytes_in(const item_view& item) {
  if (item.head.kind != item_kind::bytes)
    refuse_type(type_of(item), "bytes");
  const auto contents = std::as_bytes(item.contents());
  std::uint64_t size = 0;
  std::memcpy(&size, contents.data(), sizeof size);
  return contents.subspan(sizeof size).first(std::min<std::size_t>(size, contents.size() - sizeof size));
}

std::string too_long(std::size_t size, std::size_t room) {
  return "the next message has " + std::to_string(size) + " bytes, and there is room for " + std::to_string(room);
}

std::string text_of_end(bool receives, bool sends) {
  return !sends ? "connection(receives)" : !receives ? "connection(sends)" : "connection(receives and sends)";
}

void require_received(bool is_end) {
  if (is_end)
    throw end_of_stream("the other end of the pipe is closed, and all that was sent has been received");
}

} // namespace troupe::rooms::parallel
