#include "troupe/actor.hpp"

#include "actor/exception_error.hpp"

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>

namespace troupe {
namespace {

constexpr caf::atom_value category = caf::atom("troupe");

errc code_of_caf(std::uint8_t code) noexcept {
  switch (static_cast<caf::sec>(code)) {
  case caf::sec::request_timeout: return errc::timeout;
  case caf::sec::request_receiver_down: return errc::worker_lost;
  case caf::sec::unexpected_message:
  case caf::sec::unexpected_response:
  case caf::sec::unknown_type: return errc::type_mismatch;
  case caf::sec::invalid_argument: return errc::invalid_argument;
  default: return errc::remote_error;
  }
}

std::string text_of_caf(const error_value& what) {
  switch (static_cast<caf::sec>(what.code())) {
  case caf::sec::request_timeout: return "no answer came in time";
  case caf::sec::request_receiver_down: return "the actor that was asked has ended";
  case caf::sec::unexpected_message: return "the actor takes no such message";
  case caf::sec::unexpected_response: return "the answer is of another type than is expected";
  default: return to_string(static_cast<caf::sec>(what.code())) + to_string(what.context());
  }
}

} // namespace

error_value make_error(errc code) { return make_error(code, std::string{name(code)}); }

error_value make_error(errc code, const std::string& text) {
  return caf::error{static_cast<std::uint8_t>(code), category, caf::make_message(text)};
}

error_value make_error(const std::exception_ptr& thrown) { return rooms::actor::error_of(capture_exception(thrown)); }

namespace rooms::actor {

error_value error_of(const exception_value& captured) {
  const bool is_own = captured.code != errc::remote_error;
  const std::string text = is_own                  ? captured.text
                           : captured.text.empty() ? captured.type
                                                   : captured.type + ": " + captured.text;
  return caf::error{static_cast<std::uint8_t>(captured.code), category, caf::make_message(text, captured)};
}

const exception_value* exception_in(const error_value& what) noexcept {
  return what.category() == category && what.context().match_elements<std::string, exception_value>()
           ? &what.context().get_as<exception_value>(1)
           : nullptr;
}

} // namespace rooms::actor

errc code_of(const error_value& what) noexcept {
  if (!what)
    return errc::none;
  if (what.category() == category)
    return static_cast<errc>(what.code());
  return what.category() == caf::atom("system") ? code_of_caf(what.code()) : errc::remote_error;
}

std::string text(const error_value& what) {
  if (!what)
    return "no error";
  if (what.category() == category && !what.context().empty() && what.context().match_element<std::string>(0))
    return what.context().get_as<std::string>(0);
  if (what.category() == caf::atom("system"))
    return text_of_caf(what);
  if (what.category() == caf::atom("exit"))
    return "ended: " + to_string(static_cast<caf::exit_reason>(what.code()));
  return to_string(what);
}

void throw_error(const error_value& what) {
  if (const exception_value* const whole = rooms::actor::exception_in(what))
    rethrow(*whole);
  throw_error(code_of(what), text(what));
}

} // namespace troupe
