#include "actor/caf_seam/refusal_ear.hpp"

#include <utility>

namespace troupe::rooms::actor {
namespace {

thread_local refusal_ear* present = nullptr;

} // namespace

refusal_ear::refusal_ear() noexcept { present = this; }
refusal_ear::~refusal_ear() { present = nullptr; }

bool refusal_ear::is_there() noexcept { return present != nullptr; }

void refusal_ear::hear(caf::error why) { present->heard_ = std::move(why); }

} // namespace troupe::rooms::actor
