#include "mailbox/commons.hpp"

#include "mailbox/inside.hpp"

namespace troupe::rooms::mailbox {

commons::commons(const region& where) noexcept
  : in_(&where.inside()), begin_(commons_at(in_->header)), size_(in_->header.mail_bytes - begin_) {}

os::mapping commons::map(std::uint64_t offset, std::uint64_t bytes, os::access rights) const {
  return {in_->mail, begin_ + offset, bytes, rights};
}

int commons::reserve(std::uint64_t offset, std::uint64_t bytes) const noexcept {
  return in_->reserve(in_->mail, begin_ + offset, bytes);
}

// One page by itself: a failing fallocate of several would take back what others have just allocated.
int commons::reserve_common_page(std::uint64_t offset) const noexcept {
  return in_->mail.reserve(begin_ + offset, page);
}

void commons::punch(std::uint64_t offset, std::uint64_t bytes) const noexcept {
  in_->mail.punch(begin_ + offset, bytes);
}

} // namespace troupe::rooms::mailbox
