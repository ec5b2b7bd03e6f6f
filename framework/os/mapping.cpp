#include "os/mapping.hpp"

#include <atomic>
#include <sys/mman.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/unmapping.hpp"

namespace troupe::rooms::os {

namespace {

constinit std::atomic<bool> is_left_to_the_end{false};

void* map(int file, std::uint64_t offset, std::size_t length, access rights) {
  if (const int fault = pass_fault_point("os.mapping.map"))
    throw_errno("mapping shared memory", fault);
  const int protection = rights == access::read_only ? PROT_READ : PROT_READ | PROT_WRITE;
  void* where = ::mmap(nullptr, length, protection, MAP_SHARED, file, static_cast<off_t>(offset));
  if (where == MAP_FAILED)
    throw_errno("mapping " + std::to_string(length) + " bytes of shared memory");
  return where;
}

} // namespace

mapping::mapping(const shared_file& file, std::uint64_t offset, std::size_t length, access rights)
  : data_(static_cast<std::byte*>(map(file.descriptor(), offset, length, rights))), size_(length) {
  ::madvise(data_, size_, MADV_DONTDUMP); // advice: a kernel that refuses it costs larger core dumps
}

mapping& mapping::operator=(mapping&& other) noexcept {
  mapping old{std::move(*this)};
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

mapping::~mapping() {
  if (data_ != nullptr && !is_left_to_the_end.load(std::memory_order_relaxed)) // pairs with leave_unmapping_to_the_end
    ::munmap(data_, size_);
}

void leave_unmapping_to_the_end() noexcept {
  is_left_to_the_end.store(true, std::memory_order_relaxed); // pairs with ~mapping
}

} // namespace troupe::rooms::os
