#include <bit>
#include <cmath>
#include <kj/encoding.h>

#include "message/json_words.hpp"
#include "message/moment_text.hpp"

namespace troupe::rooms::message {
namespace {

using wire::described_as;
using wire::description;
using wire::word;

std::int64_t signed_of(word bits, unsigned log_bits) noexcept {
  const unsigned unused = 64 - (1U << log_bits);
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

double real_of(word bits, unsigned log_bits) noexcept {
  if (log_bits == 5)
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  return std::bit_cast<double>(bits);
}

json::value real_json(double value) {
  if (std::isnan(value))
    return "nan";
  if (std::isinf(value))
    return value > 0 ? "inf" : "-inf";
  return value;
}

json::value count_json(described_as kind, word bits, unsigned log_bits) {
  switch (kind) {
  case described_as::truth: return bits != 0;
  case described_as::integer: return signed_of(bits, log_bits);
  case described_as::natural: return bits;
  default: return real_json(real_of(bits, log_bits));
  }
}

json::value data_json(const description& type, word bits) {
  if (type.kind != described_as::duration && type.kind != described_as::date)
    return count_json(type.kind, bits, type.log_bits);
  const json::value count = count_json(type.count, bits, type.log_bits);
  if (const auto text = moment_text(type, count))
    return json::value(*text);
  return count;
}

json::value base64(std::string_view bytes) {
  const auto* first = reinterpret_cast<const kj::byte*>(bytes.data());
  return json::value(kj::encodeBase64({first, bytes.size()}).cStr());
}

class json_maker {
public:
  explicit json_maker(wire::reader& from) : from_(from) {}

  json::value structure(const description& type, const wire::struct_view& view) {
    switch (type.kind) {
    case described_as::nothing: return nullptr;
    case described_as::sequence: return sequence(type, view);
    case described_as::structure: return object(type, view);
    case described_as::box: return box(type, view);
    default: return choice(type, view);
    }
  }

  json::value field(const description& type, const wire::place& where, const wire::struct_view& view) {
    if (type.is_data())
      return data_json(type, data(view, where));
    return pointed(type, view.pointer(where.at));
  }

private:
  json::value part(const wire::described_part& which, const wire::struct_view& view) {
    return field(which.type(), which.where, view);
  }
  static word data(const wire::struct_view& from, const wire::place& where) noexcept {
    switch (where.log_bits) {
    case 0: return wire::load_data<0>(from, where.bit());
    case 3: return wire::load_data<3>(from, where.bit());
    case 4: return wire::load_data<4>(from, where.bit());
    case 5: return wire::load_data<5>(from, where.bit());
    default: return wire::load_data<6>(from, where.bit());
    }
  }
  static word data(const wire::list_view& from, unsigned log_bits, std::size_t i) noexcept {
    switch (log_bits) {
    case 0: return wire::load_data<0>(from, i);
    case 3: return wire::load_data<3>(from, i);
    case 4: return wire::load_data<4>(from, i);
    case 5: return wire::load_data<5>(from, i);
    default: return wire::load_data<6>(from, i);
    }
  }

  json::value pointed(const description& type, const word* slot) {
    switch (type.kind) {
    case described_as::text: return json::value(wire::take_text(from_, slot));
    case described_as::bytes: return base64(from_.bytes(slot));
    case described_as::list:
    case described_as::map: return list(type, slot);
    case described_as::opaque: return json::object{{"type", type.name}};
    default: return structure(type, from_.structure(slot));
    }
  }

  json::value sequence(const description& type, const wire::struct_view& view) {
    json::array all;
    for (const wire::described_part& one : type.parts)
      all.push_back(part(one, view));
    return all;
  }
  json::value object(const description& type, const wire::struct_view& view) {
    json::object all;
    for (const wire::described_part& one : type.parts)
      all[one.name] = part(one, view);
    return all;
  }
  json::value box(const description& type, const wire::struct_view& view) {
    if (data(view, type.parts[0].where) == 0 || !from_.descend())
      return nullptr;
    json::value inside = part(type.parts[1], view);
    from_.ascend();
    return inside;
  }
  json::value choice(const description& type, const wire::struct_view& view) {
    const auto which = view.load<std::uint16_t>(std::size_t{type.tag} * 16);
    if (which >= type.parts.size()) {
      from_.fail();
      return nullptr;
    }
    const wire::described_part& held = type.parts[which];
    if (held.type().kind == described_as::nothing)
      return nullptr;
    return json::object{{held.name, part(held, view)}};
  }

  static wire::element stored_as(const description& type) noexcept {
    if (type.is_data())
      return wire::element_of(type.log_bits);
    return type.is_struct() ? wire::element::composite : wire::element::pointer;
  }
  json::value element(const description& type, const wire::list_view& all, std::size_t i) {
    if (type.is_data())
      return data_json(type, data(all, type.log_bits, i));
    return type.is_struct() ? structure(type, all.structure(i)) : pointed(type, all.pointer(i));
  }

  json::value list(const description& type, const word* slot) {
    const description& each = type.parts[0].type();
    const wire::list_view all = from_.list(slot, stored_as(each));
    json::array elements;
    if (all.count > type.most || !from_.afford(all.count)) // each costs memory, whether it has words or not
      from_.fail();
    if (!from_.bad() && all.count != 0 && from_.descend()) {
      for (std::size_t i = 0; i < all.count && !from_.bad(); ++i)
        elements.push_back(element(each, all, i));
      from_.ascend();
    }
    return type.kind == described_as::map ? map(elements) : json::value(std::move(elements));
  }
  /// From a list of pairs whose first is a text.
  static json::value map(json::array& pairs) {
    json::object all;
    for (json::value& one : pairs) {
      json::array& pair = one.as_array();
      all[pair[0].as_string()] = std::move(pair[1]);
    }
    return all;
  }

  wire::reader& from_;
};

} // namespace

std::optional<json::value> json_of(const description& type, const payload_source& from) {
  if (from.pointer_at >= from.segment.size())
    return std::nullopt;
  wire::reader words(from.segment);
  const wire::struct_view view = words.structure(from.segment.data() + from.pointer_at);
  json_maker maker(words);
  const wire::place only{!type.is_data(), type.log_bits, 0};
  json::value made = type.is_struct() ? maker.structure(type, view) : maker.field(type, only, view);
  return words.bad() ? std::nullopt : std::optional(std::move(made));
}

std::optional<json::value> json_of_first(const description& type, const payload_source& from) {
  if (type.kind != described_as::structure && type.kind != described_as::sequence)
    return json_of(type, from);
  if (type.parts.empty() || from.pointer_at >= from.segment.size())
    return std::nullopt;
  wire::reader words(from.segment);
  const wire::struct_view view = words.structure(from.segment.data() + from.pointer_at);
  const wire::described_part& first = type.parts.front();
  json::value made = json_maker(words).field(first.type(), first.where, view);
  return words.bad() ? std::nullopt : std::optional(std::move(made));
}

} // namespace troupe::rooms::message
