#include "message/json_number.hpp"

#include <bit>
#include <limits>

namespace troupe::rooms::message {

using wire::described_as;
using wire::word;

namespace {

/// One of the texts, when they are few.
std::optional<double> special_real(const json::value& value) {
  const json::string* text = value.if_string();
  if (text == nullptr)
    return std::nullopt;
  if (*text == "nan")
    return std::numeric_limits<double>::quiet_NaN();
  if (*text == "inf" || *text == "-inf")
    return std::numeric_limits<double>::infinity() * ((*text)[0] == '-' ? -1 : 1);
  return std::nullopt;
}

std::optional<double> as_real(const json::value& value) {
  switch (value.kind()) {
  case json::kind::double_: return value.get_double();
  case json::kind::int64: return static_cast<double>(value.get_int64());
  case json::kind::uint64: return static_cast<double>(value.get_uint64());
  default: return special_real(value);
  }
}

} // namespace

std::optional<word> bits_of(described_as kind, unsigned log_bits, const json::value& value) {
  const unsigned unused = 64 - (1U << log_bits);
  if (kind == described_as::truth)
    return value.is_bool() ? std::optional<word>(value.get_bool() ? 1 : 0) : std::nullopt;
  if (kind == described_as::real) {
    const auto real = as_real(value);
    if (!real)
      return std::nullopt;
    return log_bits == 5 ? word{std::bit_cast<std::uint32_t>(static_cast<float>(*real))} : std::bit_cast<word>(*real);
  }
  if (value.is_uint64() && kind == described_as::natural)
    return value.get_uint64() << unused >> unused == value.get_uint64() ? std::optional(value.get_uint64())
                                                                        : std::nullopt;
  if (!value.is_int64())
    return std::nullopt;
  const std::int64_t number = value.get_int64();
  const auto bits = static_cast<word>(number) << unused >> unused;
  const bool whole = kind == described_as::natural ? number >= 0 && bits == static_cast<word>(number)
                                                   : static_cast<std::int64_t>(bits << unused) >> unused == number;
  return whole ? std::optional(bits) : std::nullopt;
}

} // namespace troupe::rooms::message
