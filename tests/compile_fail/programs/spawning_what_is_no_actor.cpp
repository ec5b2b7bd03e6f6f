// refused: troupe: an actor's function
#include <troupe/troupe.hpp>

std::string greeting(int) { return "hello"; }

caf::actor start() { return troupe::spawn(troupe::fn<greeting>, 5); }
