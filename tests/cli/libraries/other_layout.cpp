// Knows a type of the program's by another layout.
#include <troupe/provides.hpp>

namespace shop {

struct item {
  double weight = 0;
};

troupe::behavior scale(troupe::event_based_actor*, const item&) {
  return {[](int x) { return x; }};
}

} // namespace shop

const troupe::provides here{troupe::fn<shop::scale>};
