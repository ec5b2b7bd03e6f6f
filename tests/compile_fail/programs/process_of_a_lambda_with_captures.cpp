// refused: troupe: name the function as troupe::fn<
#include <troupe/troupe.hpp>

troupe::process start(int x) {
  return troupe::process{[x] { troupe::exit_process(x); }};
}
