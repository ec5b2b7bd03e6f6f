/// The types of this process by the names that people write.
#pragma once

#include <string>
#include <vector>

#include "troupe/type_entry.hpp"

namespace troupe::rooms::message {

/// All that are registered, by name.
[[nodiscard]] std::vector<const type_entry*> registered_types();

/// Those whose name is `written`, or ends with it behind a scope: "get" finds shop::get. More than one when that is not
/// clear; one when it is the whole name.
[[nodiscard]] std::vector<const type_entry*> find_types(std::string_view written);

} // namespace troupe::rooms::message
