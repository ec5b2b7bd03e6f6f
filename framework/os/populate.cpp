#include "os/populate.hpp"

#include <sys/mman.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif

namespace troupe::rooms::os {

void populate(const mapping& pages, access rights) noexcept {
  ::madvise(pages.data(), pages.size(), rights == access::read_only ? MADV_POPULATE_READ : MADV_POPULATE_WRITE);
}

} // namespace troupe::rooms::os
