#include "parallel/pool/pool_failure.hpp"

#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

exception_value failure(errc code, std::string text) {
  exception_value what;
  what.type = "troupe::" + std::string{name(code)};
  what.report = what.type + ": " + text;
  what.text = std::move(text);
  what.code = code;
  return what;
}

} // namespace troupe::rooms::parallel
