#include "message/wanted_text.hpp"

#include <limits>

namespace troupe::rooms::message {

using wire::described_as;
using wire::description;

std::string last_name(std::string_view name) {
  const std::size_t arguments = name.find('<');
  const std::size_t from = name.substr(0, arguments).find_last_of(":.");
  return std::string(from == name.npos ? name : name.substr(from + 1));
}

namespace {

std::string names_of(std::span<const wire::described_part> parts) {
  std::string all;
  for (const wire::described_part& one : parts)
    all.append(all.empty() ? "" : ", ").append(last_name(one.name));
  return all;
}

std::string types_of(std::span<const wire::described_part> parts) {
  std::string all;
  for (const wire::described_part& one : parts)
    all.append(all.empty() ? "" : ", ").append(one.type().name);
  return all;
}

std::string range_text(const description& type) {
  const unsigned bits = 1U << type.log_bits;
  if (type.kind == described_as::natural)
    return "from 0 to " + std::to_string(std::numeric_limits<std::uint64_t>::max() >> (64 - bits));
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
  return "from " + std::to_string(-most - 1) + " to " + std::to_string(most);
}

} // namespace

std::string fields_text(const description& type) {
  if (type.parts.empty())
    return "an empty table {}";
  return std::string("a table with the field") + (type.parts.size() == 1 ? " " : "s ") + names_of(type.parts);
}

std::string wanted_text(const description& type) {
  switch (type.kind) {
  case described_as::truth: return "true or false";
  case described_as::integer:
  case described_as::natural: return "a whole number " + range_text(type);
  case described_as::real: return "a number";
  case described_as::duration: return R"(a duration, as in "1m30s")";
  case described_as::date: return R"(a date, as in "2026-11-21T07:11:33Z")";
  case described_as::text: return "a text";
  case described_as::bytes: return "bytes as a base64 text";
  case described_as::list: return "a list";
  case described_as::map: return "a table";
  case described_as::nothing: return "null";
  case described_as::sequence:
    return "a list of " + std::to_string(type.parts.size()) + " (" + types_of(type.parts) + ")";
  case described_as::structure: return fields_text(type);
  case described_as::box: return "null or " + wanted_text(type.parts[1].type());
  case described_as::choice: return "a table with one of " + names_of(type.parts) + " as its key";
  case described_as::opaque: break;
  }
  return std::string(type.name);
}

} // namespace troupe::rooms::message
