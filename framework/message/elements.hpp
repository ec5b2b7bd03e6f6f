/// Payloads of several elements, and of messages that pass through stages: `Elements` of
/// schemas/envelope.capnp. Elements are known by their type_entry alone.
/// Threads: pure functions over their arguments.
#pragma once

#include <optional>
#include <vector>

#include "message/envelope.hpp"
#include "troupe/type_entry.hpp"

namespace troupe::rooms::message {

/// The envelope's `type` for such a payload; its `layout` is 0.
inline constexpr std::uint64_t elements_type = hash_of("troupe.elements");

struct element_ref {
  const type_entry* type;
  const void* value;
};

/// What `write_elements` will fill. Throws invalid_argument as `type_entry::words` does.
[[nodiscard]] std::size_t elements_words(std::span<const element_ref> elements, std::span<const party> stages);
/// Fills `out`; gives the payload pointer for `write_envelope`.
[[nodiscard]] wire::word write_elements(std::span<const element_ref> elements, std::span<const party> stages,
                                        wire::word* out);

struct opened_element {
  std::uint64_t type; ///< for find_type
  std::uint32_t layout;
  payload_source source; ///< for type_entry::read
};
struct opened_elements {
  std::vector<opened_element> elements;
  std::vector<party> stages;
};

/// Empty when the words are no such payload, or a stage is no actor. Bounded by the segment's own size.
[[nodiscard]] std::optional<opened_elements> open_elements(const payload_source& from);

} // namespace troupe::rooms::message
