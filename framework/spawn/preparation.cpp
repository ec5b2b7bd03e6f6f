#include "spawn/preparation.hpp"

namespace troupe::rooms::spawn {

namespace {
constinit preparation present = nullptr;
}

void set_preparation(preparation what) noexcept { present = what; }

void prepare() {
  if (present != nullptr)
    present();
}

} // namespace troupe::rooms::spawn
