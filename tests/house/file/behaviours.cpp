#include "behaviours.hpp"

struct bounds {
  int soft = 0;
  unsigned hard = 1;
};
struct cache_options {
  std::string path;
  bounds size;
  std::vector<std::string> names;
  std::chrono::milliseconds every{100};
};

troupe::behavior counter(troupe::event_based_actor*, int) {
  return {[](int x) { return x; }};
}
troupe::behavior cache(troupe::event_based_actor*, const cache_options&) {
  return {[](int x) { return x; }};
}
troupe::behavior plain() {
  return {[](int x) { return x; }};
}
namespace one {
troupe::behavior twice() { return plain(); }
} // namespace one
namespace two {
troupe::behavior twice() { return plain(); }
} // namespace two

namespace troupe::tests {

void provide_behaviours() {
  provide(behaviour_of(fn<counter>));
  provide(behaviour_of(fn<cache>));
  provide(behaviour_of(fn<plain>));
  provide(behaviour_of(fn<one::twice>));
  provide(behaviour_of(fn<two::twice>));
}

} // namespace troupe::tests
