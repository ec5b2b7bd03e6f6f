/// The actor in each worker process: a portion in, its tally out.
#pragma once

#include <troupe/troupe.hpp>

#include "tally.hpp"
#include "work.hpp"

struct counted {
  std::uint64_t portion = 0;
  tally result;
};

troupe::behavior counter(troupe::event_based_actor* self);
