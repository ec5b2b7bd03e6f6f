#include "supervision/thrown.hpp"

#include <cstdlib>
#include <cxxabi.h>
#include <memory>
#include <typeinfo>

#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

std::string readable_type() {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  if (type == nullptr)
    return "something";
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name{abi::__cxa_demangle(type->name(), nullptr, nullptr, &status),
                                                    std::free};
  return name ? name.get() : type->name();
}

} // namespace

std::string describe(const std::exception_ptr& what, std::string_view function) {
  const std::string who{function};
  try {
    std::rethrow_exception(what);
  } catch (const error& known) {
    return who + " threw troupe::" + std::string{name(known.code())} + ": " + known.what();
  } catch (const std::exception& known) {
    return who + " threw " + readable_type() + ": " + known.what();
  } catch (...) {
    return who + " threw " + readable_type();
  }
}

} // namespace troupe::rooms::supervision
