/// Messages of one value whose C++ type only its entry tells: for code that is compiled once for all
/// types.
#pragma once

#include "troupe/actor.hpp"
#include "troupe/any_value.hpp"

namespace troupe::rooms::actor {

/// To be set in the configuration of an actor that takes values of every registered type. Others are
/// given only what some handler in the program is written for.
inline constexpr int takes_any_type_flag = 0x00040000; // as asker_flag: CAF 0.17.6 does not use it

/// The value is not copied: it must not change while the message lives. Nothing: a message of no value.
[[nodiscard]] caf::message to_message(any_value value);

/// A value in a message.
struct seen_value {
  const type_entry* type = nullptr; ///< null: the message is of no value, or of several
  void* value = nullptr;
};
[[nodiscard]] seen_value look_into(caf::type_erased_tuple& content);

} // namespace troupe::rooms::actor
