#include "support/memory_doors.hpp"

#include "support/asking_actor.hpp"

namespace troupe::tests {

using bytes = std::vector<std::byte>;

struct bytes_door::inside {
  asking_actor asker;
};

bytes_door::bytes_door(const shared::memory& of) : in_(new inside{asking_actor{of.address()}}) {}
bytes_door::~bytes_door() = default;

bytes bytes_door::load(std::uint64_t from, std::uint64_t count) {
  return in_->asker.ask<bytes>(load_bytes{from, count});
}

void bytes_door::store(std::uint64_t from, std::span<const std::byte> content) {
  in_->asker.tell(store_bytes{from, {content.begin(), content.end()}});
}

bytes bytes_door::exchange(std::uint64_t from, std::span<const std::byte> content) {
  return in_->asker.ask<bytes>(exchange_bytes{from, {content.begin(), content.end()}});
}

bytes bytes_door::add(const add_to_value& what) { return in_->asker.ask<bytes>(what); }

std::string bytes_door::text() { return in_->asker.ask<std::string>(describe{}); }

void bytes_door::lock() { in_->asker.tell(troupe::lock{}); }

void bytes_door::unlock() { in_->asker.tell(troupe::unlock{}); }

} // namespace troupe::tests
