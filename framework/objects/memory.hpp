/// Shared memory of plain elements: what values and arrays are made of.
///
/// Small ones lie in the object's entry, larger ones in extents of the store. The mutex beside them is
/// another object, which lives at least as long: who holds the memory holds it too.
#pragma once

#include <cstddef>
#include <string>

#include "objects/table.hpp"
#include "troupe/memory_shape.hpp"

namespace troupe::rooms::objects {

using shared::element_kind;
using shared::memory_shape;

/// All zero. `kind` is value or array. Fails: no_resource, invalid_argument when no memory is that large.
[[nodiscard]] reference make_memory(table& in, object_kind kind, const memory_shape& shape, const reference& mutex);
/// Valid as long as the object and the table.
[[nodiscard]] std::byte* bytes_of(const table& in, object_entry& of) noexcept;
[[nodiscard]] memory_shape shape_of(const object_entry& of) noexcept;
[[nodiscard]] object_id mutex_of_memory(const object_entry& of) noexcept;

/// "value(8 bytes)", "array(100 of 4 bytes)"
[[nodiscard]] std::string text_of_memory(const object_entry& of);

} // namespace troupe::rooms::objects
