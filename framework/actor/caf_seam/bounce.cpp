#include "actor/caf_seam/bounce.hpp"

namespace troupe::rooms::actor {

bounce bounce_of(errc code, std::string text) { return {static_cast<std::uint8_t>(code), 0, 0, std::move(text)}; }

caf::error to_error(const bounce& why) {
  std::string text = why.text;
  const type_entry* const type = why.type != 0 ? find_type(why.type) : nullptr;
  if (type != nullptr && why.layout == 0)
    text += ": it has no handler for '" + std::string{type->name} + "'";
  else if (type != nullptr)
    text += ": '" + std::string{type->name} + "' has layout " + std::to_string(why.layout) + " there and " +
            std::to_string(type->layout) + " here; run processes of one build";
  const auto code = static_cast<errc>(why.code);
  // What CAF itself says of a receiver in the same process.
  if (code == errc::none)
    return caf::make_error(caf::sec::request_receiver_down);
  return make_error(code, text);
}

} // namespace troupe::rooms::actor
