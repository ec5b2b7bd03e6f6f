/// What a shop sells, and for how much: an actor that a tree file finds in a shared library.
#include <map>
#include <string>

#include <troupe/provides.hpp>

namespace shop {

struct settings {
  std::string season;
  std::map<std::string, int> prices;
};
struct price {
  std::string item;
};
struct set_price {
  std::string item;
  int cents = 0;
};
struct season {};

troupe::behavior catalog(troupe::stateful_actor<settings>* self, const settings& with) {
  self->state = with;
  return {[=](const price& of) -> caf::result<int> {
            const auto found = self->state.prices.find(of.item);
            if (found == self->state.prices.end())
              return troupe::make_error(troupe::errc::key_not_found, "the shop has no " + of.item);
            return found->second;
          },
          [=](const set_price& to) { self->state.prices[to.item] = to.cents; },
          [=](const season&) { return self->state.season; }};
}

} // namespace shop

const troupe::provides here{troupe::fn<shop::catalog>};
