/// The behaviours that a tree file can name: what a shared library, or a program that runs trees, has to offer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <troupe/hosting.hpp>

namespace troupe {

/// One actor factory under its qualified name.
struct behaviour {
  std::string_view name;
  void (*entry)(rooms::spawn::birth&) = nullptr; ///< what the actor's process runs
  const type_entry* parameters = nullptr;        ///< of a std::tuple of its parameters
};

/// What `f` is for a tree file. A lambda has no name there, and does not compile here.
template <auto F>
[[nodiscard]] behaviour behaviour_of(fn_type<F> f) {
  using factory = hosting::factory<F>;
  static_assert(fn_type<F>::has_name, "troupe: a tree file finds a behaviour by its name, and a lambda has none; "
                                      "write a function");
  hosting::require_actor<typename factory::result>();
  return {f.label(), &factory::entry, &type_entry_of<typename factory::parameters>()};
}

/// Makes it known for the rest of the process's life. Twice is as good as once.
/// Threads: any.
void provide(const behaviour& one);

/// All that have been provided, by the program and by the libraries loaded so far.
[[nodiscard]] std::vector<behaviour> provided_behaviours();

// The layout of everything that a library and its program share. The name is the tag: a library that was built for
// another one does not find it in the program, and is refused by the loader before any of its code runs.
#define TROUPE_JOIN_(a, b) a##b
#define TROUPE_JOIN(a, b) TROUPE_JOIN_(a, b)
#define TROUPE_ABI TROUPE_JOIN(TROUPE_JOIN(troupe_abi_1_caf_, CAF_VERSION), TROUPE_ABI_LIBRARY)
#ifdef _GLIBCXX_DEBUG
#define TROUPE_ABI_LIBRARY _debug
#else
#define TROUPE_ABI_LIBRARY _standard
#endif
extern "C" const char TROUPE_ABI;

/// At namespace scope of a shared library, or of a program:
///   const troupe::provides here{troupe::fn<counter>, troupe::fn<shop::clock>};
/// A tree file then runs them as "libshop.so:counter", "libshop.so:shop::clock".
class provides {
public:
  template <auto... F>
  explicit provides(fn_type<F>... all) : abi_(&TROUPE_ABI) {
    (provide(behaviour_of(all)), ...);
  }

private:
  const char* abi_; ///< so that the symbol is asked for
};

} // namespace troupe
