/// What this system's processes hold of shared objects: a test that lets go of everything sees nothing of it.
#pragma once

#include "objects/stakes.hpp"
#include "objects/table.hpp"

namespace troupe::tests {

/// References to objects that are on their way, in the region of this process's system.
inline unsigned references_in_transit() {
  const rooms::objects::stakes& all = rooms::objects::current_table().stakes();
  unsigned found = 0;
  for (std::uint32_t chunk = 0; chunk < all.chunks(); ++chunk)
    all.each_in(chunk, [&](const rooms::objects::stake& which) {
      const auto kind = rooms::objects::stake_word::unpacked(which.word.load()).kind;
      found += kind == rooms::objects::stake_kind::flight ? 1 : 0;
    });
  return found;
}

inline std::uint32_t living_objects() { return rooms::objects::current_table().count(); }

} // namespace troupe::tests
