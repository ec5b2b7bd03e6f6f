/// The format of tree files as JSON Schema, for editors and for who writes files by program.
#pragma once

#include "message/json.hpp"

namespace troupe::rooms::house {

/// JSON Schema 2020-12, made from the same table as the reader.
[[nodiscard]] message::json::value tree_file_schema();

} // namespace troupe::rooms::house
