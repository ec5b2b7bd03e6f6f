/// The calls of a pool with a function that has no name in other processes: each ends the compilation with a sentence.
///
/// Threads: none; no such program compiles.
#pragma once

#include <troupe/fn_arguments.hpp>
#include <troupe/pool_options.hpp>

namespace troupe::calls {

/// What `pool` takes with `troupe::fn<f>`, without it.
class nameless_calls {
  /// Fits everywhere, so that nothing else is complained of first.
  struct no_result {
    template <class T>
    operator T() const;
  };

public:
  template <nameless F, class... More>
  auto apply(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto apply(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto async(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto async(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto map(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto map(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto starmap(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto starmap(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto try_map(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto try_map(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto async_map(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto async_map(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto async_starmap(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto async_starmap(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto imap(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto imap(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto imap_unordered(F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
  template <nameless F, class... More>
  auto imap_unordered(const call_options&, F&&, More&&...) {
    require_name<F>();
    return no_result{};
  }
};

} // namespace troupe::calls
