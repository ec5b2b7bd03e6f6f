#include "troupe/actor_codecs.hpp"

#include "actor/caf_seam/received.hpp"
#include "actor/caf_seam/types.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms;

// Elements are words within words, so that the codec of a message needs to know no C++ type.
std::vector<handles::element> codec<caf::message>::to_wire(const caf::message& value) {
  std::vector<handles::element> out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const type_entry* const type = actor::entry_of(value.type(i));
    if (type == nullptr)
      throw type_mismatch(actor::name_of(value.type(i)) + " cannot travel to another process");
    handles::element& one = out.emplace_back(handles::element{type->id, type->layout, {}});
    one.words.resize(1 + type->words(value.get(i)));
    one.words[0] = type->write(value.get(i), one.words.data() + 1);
  }
  return out;
}

caf::message codec<caf::message>::from_wire(std::vector<handles::element>&& wire) {
  std::vector<caf::type_erased_value_ptr> parts;
  for (const handles::element& one : wire) {
    caf::type_erased_value_ptr value = actor::receive_boxed(one.type, one.layout, {one.words, 0});
    if (!value)
      throw decode_error("a message holds a value of a type that this process does not know");
    parts.push_back(std::move(value));
  }
  return actor::join(std::move(parts));
}

handles::fault codec<caf::error>::to_wire(const caf::error& value) {
  if (!value)
    return {};
  return {value.code(), static_cast<std::uint64_t>(value.category()), codec<caf::message>::to_wire(value.context())};
}

caf::error codec<caf::error>::from_wire(handles::fault&& wire) {
  if (wire.code == 0)
    return {};
  return {wire.code, static_cast<caf::atom_value>(wire.category),
          codec<caf::message>::from_wire(std::move(wire.context))};
}

handles::obituary codec<caf::down_msg>::to_wire(const caf::down_msg& value) {
  return {codec<caf::actor_addr>::to_wire(value.source), codec<caf::error>::to_wire(value.reason)};
}
caf::down_msg codec<caf::down_msg>::from_wire(handles::obituary&& wire) {
  return {codec<caf::actor_addr>::from_wire(std::move(wire.source)),
          codec<caf::error>::from_wire(std::move(wire.reason))};
}

handles::obituary codec<caf::exit_msg>::to_wire(const caf::exit_msg& value) {
  return {codec<caf::actor_addr>::to_wire(value.source), codec<caf::error>::to_wire(value.reason)};
}
caf::exit_msg codec<caf::exit_msg>::from_wire(handles::obituary&& wire) {
  return {codec<caf::actor_addr>::from_wire(std::move(wire.source)),
          codec<caf::error>::from_wire(std::move(wire.reason))};
}

handles::span codec<caf::duration>::to_wire(const caf::duration& value) {
  return {static_cast<std::uint8_t>(value.unit), value.count};
}
caf::duration codec<caf::duration>::from_wire(handles::span&& wire) {
  if (wire.unit > static_cast<std::uint8_t>(caf::time_unit::nanoseconds))
    throw decode_error("a duration has a unit that does not exist");
  caf::duration out;
  out.unit = static_cast<caf::time_unit>(wire.unit);
  out.count = wire.count;
  return out;
}

} // namespace troupe
