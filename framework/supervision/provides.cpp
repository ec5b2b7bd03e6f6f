#include "troupe/provides.hpp"

#include <algorithm>
#include <mutex>

namespace troupe {

namespace {

struct book {
  std::mutex lock;
  std::vector<behaviour> all;
};

/// Libraries register while they are loaded, programs before main.
book& behaviours() {
  static auto* only = new book; // kept for ever: used before and after all other globals
  return *only;
}

} // namespace

extern "C" {
extern const char TROUPE_ABI;
const char TROUPE_ABI = 1;
}

void provide(const behaviour& one) {
  book& known = behaviours();
  const std::scoped_lock hold{known.lock};
  if (std::ranges::find(known.all, one.entry, &behaviour::entry) == known.all.end())
    known.all.push_back(one);
}

std::vector<behaviour> provided_behaviours() {
  book& known = behaviours();
  const std::scoped_lock hold{known.lock};
  return known.all;
}

} // namespace troupe
