/// A number of JSON as the bits of a number, truth value or enum of C++.
///
/// Threads: a pure function.
#pragma once

#include <optional>

#include "message/json.hpp"
#include "troupe/description.hpp"

namespace troupe::rooms::message {

/// Its bits, if the value is one of that kind and fits in 2 to the `log_bits` of them.
[[nodiscard]] std::optional<wire::word> bits_of(wire::described_as kind, unsigned log_bits, const json::value& value);

} // namespace troupe::rooms::message
