#include "spawn/library.hpp"

#include <dlfcn.h>
#include <link.h>

#include "spawn/loaded_modules.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::spawn {

std::string load_library(const std::string& path) {
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* const why = ::dlerror();
    throw unknown_name(why != nullptr ? why : "no reason given");
  }
  link_map* loaded = nullptr; // the handle is never closed: types and behaviours of it stay registered
  return ::dlinfo(library, RTLD_DI_LINKMAP, static_cast<void*>(&loaded)) == 0 ? loaded->l_name : path;
}

std::string library_of(const void* function) {
  const auto home = module_at(reinterpret_cast<std::uintptr_t>(function));
  return home ? home->path : std::string{};
}

} // namespace troupe::rooms::spawn
