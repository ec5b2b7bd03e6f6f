#include "spawn/short_exit.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <link.h>
#include <span>
#include <string_view>

#include "os/at_exit.hpp"
#include "spawn/loaded_modules.hpp"

// Of the linker: the functions that the loader would call for the program itself at the end, last one first.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" [[gnu::visibility("hidden")]] void (*const __fini_array_start[])();
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" [[gnu::visibility("hidden")]] void (*const __fini_array_end[])();
// There in programs of sanitizers, which report at the end, and of gprof, which writes its file there: both have
// registered themselves before anybody else could.
extern "C" [[gnu::weak]] void __sanitizer_set_death_callback(void (*)()); // NOLINT(bugprone-reserved-identifier)
extern "C" [[gnu::weak]] void __gmon_start__();                           // NOLINT(bugprone-reserved-identifier)

namespace troupe::rooms::spawn {

namespace {

// They make tables and streams when they are loaded, and nothing that is seen is done with those at the end.
constexpr std::string_view known_libraries[] = {"libcaf_core.so.", "libstdc++.so.", "libgcc_s.so.", "libc.so."};

// The compiler puts one entry of its own into either list of each library; another one is the library's.
constexpr std::uint64_t compilers_own = sizeof(void*);

struct libraries {
  unsigned long long loaded = 0; // ever
  bool have_nothing_to_do = false;
};

constinit libraries looked_at;
constinit bool is_short = false;

bool is_known(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  return std::ranges::any_of(known_libraries, [=](std::string_view one) { return name.starts_with(one); });
}

bool has_own_entries(const ElfW(Dyn) & field) {
  return (field.d_tag == DT_INIT_ARRAYSZ || field.d_tag == DT_FINI_ARRAYSZ) && field.d_un.d_val > compilers_own;
}

bool has_something_to_do(const dl_phdr_info& info) {
  for (const auto& part : std::span{info.dlpi_phdr, info.dlpi_phnum}) {
    if (part.p_type != PT_DYNAMIC)
      continue;
    const auto* field = reinterpret_cast<const ElfW(Dyn)*>(pointer_to(info.dlpi_addr + part.p_vaddr));
    for (; field->d_tag != DT_NULL; ++field)
      if (has_own_entries(*field))
        return !is_known(info.dlpi_name);
  }
  return false;
}

int look_at_one(dl_phdr_info* info, std::size_t, void* into) {
  auto& all = *static_cast<libraries*>(into);
  const bool is_program = all.loaded == 0; // the loader lists it first
  all.loaded = info->dlpi_adds;
  all.have_nothing_to_do = is_program || !has_something_to_do(*info);
  return all.have_nothing_to_do ? 0 : 1;
}

int take_count(dl_phdr_info* info, std::size_t, void* into) {
  *static_cast<unsigned long long*>(into) = info->dlpi_adds;
  return 1;
}

unsigned long long count_loaded() {
  unsigned long long count = 0;
  ::dl_iterate_phdr(take_count, &count);
  return count;
}

// As std::ios_base::Init does when the last library that uses the streams is asked.
void flush_streams() noexcept {
  try {
    std::cout.flush();
    std::cerr.flush();
    std::clog.flush();
    std::wcout.flush();
    std::wcerr.flush();
    std::wclog.flush();
  } catch (...) { // of a stream that was told to throw
  }
}

void leave(int code) {
  if (!is_short || !looked_at.have_nothing_to_do || count_loaded() != looked_at.loaded)
    return;
  for (const auto* one = __fini_array_end; one != __fini_array_start;)
    (*--one)();
  flush_streams();
  ::fcloseall(); // what std::exit itself ends with: unlike fflush it waits for no thread that holds a stream
  std::_Exit(code);
}

// Before all constructors of the user's, the first of which are of 101, so that it is called after all that they
// register.
#pragma GCC diagnostic push
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wunknown-warning-option" // older ones do not know the next
#endif
#pragma GCC diagnostic ignored "-Wprio-ctor-dtor"
[[gnu::constructor(100)]] void come_last() { os::at_exit(&leave); }
#pragma GCC diagnostic pop

bool may_be_shortened() {
  const auto program = module_of_path("");
  return __sanitizer_set_death_callback == nullptr && __gmon_start__ == nullptr && program &&
         program->has_code_at(reinterpret_cast<std::uintptr_t>(&leave));
}

} // namespace

bool look_at_libraries() {
  if (count_loaded() != looked_at.loaded) {
    looked_at = {};
    ::dl_iterate_phdr(look_at_one, &looked_at);
    looked_at.have_nothing_to_do = looked_at.have_nothing_to_do && may_be_shortened();
  }
  return looked_at.have_nothing_to_do;
}

void shorten_exit() noexcept { is_short = true; }

} // namespace troupe::rooms::spawn
