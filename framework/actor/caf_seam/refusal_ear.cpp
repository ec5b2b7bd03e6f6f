#include "actor/caf_seam/refusal_ear.hpp"

#include <utility>

namespace troupe::rooms::actor {
namespace {

thread_local refusal_ear* present = nullptr;

} // namespace

refusal_ear::refusal_ear(when_full how) noexcept : outer_(std::exchange(present, this)), how_(how) {}
refusal_ear::~refusal_ear() { present = outer_; }

bool refusal_ear::is_there() noexcept { return present != nullptr; }
bool refusal_ear::is_there_for_full() noexcept { return present != nullptr && present->how_ == when_full::refused; }

void refusal_ear::hear(caf::error why) { present->heard_ = std::move(why); }

} // namespace troupe::rooms::actor
