/// What messages of pipes are, as items: values with their type in front, or bytes with their number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "objects/item_appender.hpp"
#include "objects/item_chain.hpp"

namespace troupe::rooms::parallel {

/// For people.
[[nodiscard]] std::string type_name_of(std::uint64_t type);
/// 0: bytes.
[[nodiscard]] std::uint64_t type_of(const objects::item_view& item) noexcept;
/// Whether it is a value, and of that type.
[[nodiscard]] bool is_of_type(const objects::item_view& item, std::uint64_t type) noexcept;
/// Fails: type_mismatch, naming both. `type`: as `type_of`.
[[noreturn]] void refuse_type(std::uint64_t type, const std::string& wanted);

/// Words of an item of so many bytes.
[[nodiscard]] std::uint64_t words_of_bytes(std::size_t count) noexcept;
void write_bytes(objects::item_draft& into, std::span<const std::byte> bytes) noexcept;
/// Fails: type_mismatch.
[[nodiscard]] std::span<const std::byte> bytes_in(const objects::item_view& item);
/// "the next message has 12 bytes, and there is room for 3"
[[nodiscard]] std::string too_long(std::size_t size, std::size_t room);

/// "connection(receives and sends)"
[[nodiscard]] std::string text_of_end(bool receives, bool sends);

/// Fails: end_of_stream when that is what was received.
void require_received(bool is_end);

} // namespace troupe::rooms::parallel
