/// A value that a process passes on without knowing its type.
#pragma once

#include <cstdint>
#include <vector>

namespace troupe::rooms::actor {

/// As the only value of a message to another process, it is sent as the value that it stands for: whoever gets it meets
/// that type and never this one.
struct relayed_value {
  std::uint64_t type = 0; ///< type_entry::id
  std::uint32_t layout = 0;
  std::vector<std::uint64_t> words; ///< as `wire::to_words` gives them
};

} // namespace troupe::rooms::actor
