#include "parallel/pool/pool_failure.hpp"

#include "troupe/error.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::parallel {

exception_value failure(errc code, std::string text) {
  exception_value what;
  what.type = "troupe::" + std::string{name(code)};
  what.report = what.type + ": " + text;
  what.text = std::move(text);
  what.code = code;
  return what;
}

void log_unread(const std::string& label, const exception_value& failure) {
  if (failure.code != errc::pool_terminated && failure.code != errc::cancelled)
    logger().warning("'" + label + "' failed in a pool and nobody asked for its result: " + failure.report);
}

} // namespace troupe::rooms::parallel
