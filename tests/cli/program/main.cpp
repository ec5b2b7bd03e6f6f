/// A program that is the command, with a behaviour and a type of its own.
#include <stdexcept>

#include <troupe/main.hpp>

namespace shop {

struct item {
  int count = 0;
};

troupe::behavior counter(troupe::event_based_actor*, const item&) {
  return {[](int x) { return x; }};
}

troupe::behavior broken(troupe::event_based_actor*) { throw std::runtime_error("the shelf is empty"); }

} // namespace shop

int main(int argc, char** argv) {
  return troupe::main(argc, argv, troupe::fn<shop::counter>, troupe::fn<shop::broken>);
}
