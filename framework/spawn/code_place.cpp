#include <dlfcn.h>
#include <filesystem>
#include <sstream>

#include "spawn/loaded_modules.hpp"
#include "spawn/spawner.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::spawn {

namespace {

// A library may have been loaded by a path relative to where the program was then.
std::string absolute(const std::string& path) {
  std::error_code failed;
  const auto whole = std::filesystem::canonical(path, failed);
  return failed ? path : whole.string();
}

std::string who(const code_place& place) {
  return "the function '" + place.label + "' of " + (place.module.empty() ? "the program" : place.module);
}

loaded_module load(const code_place& place) {
  if (::dlopen(place.module.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr) {
    const char* why = ::dlerror();
    throw unknown_name(who(place) + " cannot be loaded: " + (why != nullptr ? why : "no reason given"));
  }
  auto found = module_of_path(place.module);
  return found ? std::move(*found) : throw unknown_name(who(place) + " is not where it was loaded from");
}

loaded_module module_for(const code_place& place) {
  if (!place.build.empty())
    if (auto found = module_of_build(place.build))
      return std::move(*found);
  if (auto found = module_of_path(place.module))
    return std::move(*found);
  return load(place);
}

std::string other_build(const code_place& place, const loaded_module& here) {
  return who(place) + " is of build " + build_text(place.build) + ", but this process has build " +
         build_text(here.build) + ": start all processes from one build";
}

std::string no_code(const code_place& place) {
  std::ostringstream text;
  text << who(place) << " should lie at offset 0x" << std::hex << place.offset << ", but there is no code in build "
       << build_text(place.build);
  return text.str();
}

} // namespace

code_place place_of(const void* function, std::string label) {
  const auto address = reinterpret_cast<std::uintptr_t>(function);
  auto home = module_at(address);
  if (!home)
    throw contract_error("'" + label + "' is not a function of this program or of a library that it has loaded");
  auto path = home->path.empty() ? std::string{} : absolute(home->path);
  return {std::move(path), std::move(home->build), address - home->base, std::move(label)};
}

void* find_code(const code_place& place) {
  const auto home = module_for(place);
  if (home.build != place.build)
    throw unknown_name(other_build(place, home));
  const auto address = home.base + place.offset;
  if (!home.has_code_at(address))
    throw unknown_name(no_code(place));
  return pointer_to(address);
}

} // namespace troupe::rooms::spawn
