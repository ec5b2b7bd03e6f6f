/// Any value that can travel, between JSON and the words of its payload, by the type's description.
///
/// | C++                         | JSON                                                          |
/// |-----------------------------|---------------------------------------------------------------|
/// | bool, numbers, enums        | true, 5, 2.5; an enum is its number; "nan", "inf", "-inf"     |
/// | text, path                  | "text"                                                        |
/// | vector<byte>                | "aGVsbG8=" (base64)                                           |
/// | containers                  | [...]; a map with texts as keys {...}, other maps [[k, v]]    |
/// | plain structs               | {"field": ...}; a field left out is what it is in `T{}`       |
/// | pair, tuple, local structs  | [first, second, ...]                                          |
/// | optional, unique_ptr        | null or the value                                             |
/// | variant                     | {"name of the alternative's type": value}; monostate is null  |
/// | durations                   | "1m30s", "-250ms"                                             |
/// | dates (system_clock)        | "2026-11-21T07:11:33.5Z"                                      |
/// | Cap'n Proto's own structs   | can be shown by their type alone                              |
///
/// Threads: pure functions.
#pragma once

#include <string>
#include <vector>

#include "message/json.hpp"
#include "troupe/description.hpp"
#include "troupe/type_entry.hpp"

namespace troupe::rooms::message {

/// What does not fit, and where: "records[3].name", empty for the value itself.
struct misfit {
  std::string path;
  std::string problem;
  std::string help;
  bool is_key = false; ///< it is the name that does not fit, not the value
};

struct fitted {
  std::vector<wire::word> words; ///< [pointer | payload], byte for byte as `type_entry::write` has it
  std::vector<misfit> misfits;   ///< all there are; with any, the words mean nothing
};

/// JSON as a value of that type.
[[nodiscard]] fitted words_of(const wire::description& type, const json::value& value);

/// A payload as JSON; empty when the words are malformed.
[[nodiscard]] std::optional<json::value> json_of(const wire::description& type, const payload_source& from);

/// The same of the first field of a struct, pair or tuple, and of any other value itself; empty when there is none.
[[nodiscard]] std::optional<json::value> json_of_first(const wire::description& type, const payload_source& from);

} // namespace troupe::rooms::message
