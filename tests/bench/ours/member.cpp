/// An actor that a tree file finds in a shared library: one of many.
#include <troupe/provides.hpp>

namespace bench {

troupe::behavior member(troupe::event_based_actor*) {
  return {[](int x) { return x; }};
}

} // namespace bench

const troupe::provides here{troupe::fn<bench::member>};
