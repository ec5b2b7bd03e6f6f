/// What a manager tells of its objects: for debugging, and for people.
#pragma once

#include <cstdint>
#include <string>

namespace troupe {

/// One shared object.
struct object_info {
  std::uint64_t id = 0;         ///< within its manager; the lower, the older
  std::string type;             ///< "troupe::dict<std::string,int>"
  std::uint64_t references = 0; ///< processes that hold it, and places in other objects of the manager
  std::string text;             ///< its readable form, cut after some elements
};

} // namespace troupe
