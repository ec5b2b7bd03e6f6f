/// Makes what the tests of synchronisation objects use: by their constructors, or by a manager.
#pragma once

#include "support/doors.hpp"

namespace troupe {
class manager;
}

namespace troupe::tests {

class maker {
public:
  /// For `flavour::manager` with a manager of its own, which ends with it.
  explicit maker(flavour how);

  [[nodiscard]] troupe::event event() const;
  [[nodiscard]] troupe::mutex mutex() const;
  [[nodiscard]] troupe::recursive_mutex recursive_mutex() const;
  [[nodiscard]] troupe::semaphore semaphore(std::ptrdiff_t value) const;
  [[nodiscard]] troupe::bounded_semaphore bounded_semaphore(std::ptrdiff_t value) const;
  [[nodiscard]] troupe::condition condition() const;
  [[nodiscard]] troupe::condition condition(const troupe::mutex& with) const;
  [[nodiscard]] troupe::barrier barrier(std::size_t parties) const;
  [[nodiscard]] troupe::barrier barrier(const barrier_options& options, std::size_t parties) const;

  /// Null: without.
  [[nodiscard]] const manager* by() const noexcept { return manager_.get(); }

private:
  std::shared_ptr<const manager> manager_;
};

} // namespace troupe::tests
