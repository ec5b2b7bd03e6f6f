/// How CAF's own values travel inside other messages: errors, reasons of ends, whole messages.
#pragma once

#include <troupe/actor_handles.hpp>

#include <caf/duration.hpp>
#include <caf/error.hpp>
#include <caf/message.hpp>
#include <caf/node_id.hpp>
#include <caf/system_messages.hpp>
#include <caf/unit.hpp>

namespace troupe {

namespace handles {

/// One element of a message: a payload with its pointer in front, as in a frame.
struct element {
  std::uint64_t type = 0;
  std::uint32_t layout = 0;
  std::vector<std::uint64_t> words;
};
struct fault {
  std::uint8_t code = 0;
  std::uint64_t category = 0;
  std::vector<element> context;
};
struct obituary {
  place source;
  fault reason;
};
struct span {
  std::uint8_t unit = 0;
  std::uint64_t count = 0;
};
struct nothing {};

} // namespace handles

/// Fails: type_mismatch when an element cannot travel; decode_error when it is unknown here.
template <>
struct codec<caf::message> {
  using wire_type = std::vector<handles::element>;
  static wire_type to_wire(const caf::message& value);
  static caf::message from_wire(wire_type&& wire);
};
template <>
struct codec<caf::error> {
  using wire_type = handles::fault;
  static wire_type to_wire(const caf::error& value);
  static caf::error from_wire(wire_type&& wire);
};
template <>
struct codec<caf::down_msg> {
  using wire_type = handles::obituary;
  static wire_type to_wire(const caf::down_msg& value);
  static caf::down_msg from_wire(wire_type&& wire);
};
template <>
struct codec<caf::exit_msg> {
  using wire_type = handles::obituary;
  static wire_type to_wire(const caf::exit_msg& value);
  static caf::exit_msg from_wire(wire_type&& wire);
};
template <>
struct codec<caf::duration> {
  using wire_type = handles::span;
  static wire_type to_wire(const caf::duration& value);
  static caf::duration from_wire(wire_type&& wire);
};
template <>
struct codec<caf::unit_t> {
  using wire_type = handles::nothing;
  static wire_type to_wire(const caf::unit_t&) { return {}; }
  static caf::unit_t from_wire(wire_type&&) { return caf::unit; }
};

} // namespace troupe
