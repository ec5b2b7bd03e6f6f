#include "support/maker.hpp"

#include <troupe/manager.hpp>

namespace troupe::tests {

maker::maker(flavour how) : manager_(how == flavour::manager ? std::make_shared<const manager>() : nullptr) {}

event maker::event() const { return manager_ ? manager_->event() : troupe::event{}; }
mutex maker::mutex() const { return manager_ ? manager_->mutex() : troupe::mutex{}; }
recursive_mutex maker::recursive_mutex() const {
  return manager_ ? manager_->recursive_mutex() : troupe::recursive_mutex{};
}
semaphore maker::semaphore(std::ptrdiff_t value) const {
  return manager_ ? manager_->semaphore(value) : troupe::semaphore{value};
}
bounded_semaphore maker::bounded_semaphore(std::ptrdiff_t value) const {
  return manager_ ? manager_->bounded_semaphore(value) : troupe::bounded_semaphore{value};
}
condition maker::condition() const { return manager_ ? manager_->condition() : troupe::condition{}; }
condition maker::condition(const troupe::mutex& with) const {
  return manager_ ? manager_->condition(with) : troupe::condition{with};
}
barrier maker::barrier(std::size_t parties) const {
  return manager_ ? manager_->barrier(parties) : troupe::barrier{parties};
}
barrier maker::barrier(const barrier_options& options, std::size_t parties) const {
  return manager_ ? manager_->barrier(options, parties) : troupe::barrier{options, parties};
}

} // namespace troupe::tests
