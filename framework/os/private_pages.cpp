#include "os/private_pages.hpp"

#include <sys/mman.h>

namespace troupe::rooms::os {

bool make_private(const mapping& pages) noexcept {
  return ::mmap(pages.data(), pages.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
         MAP_FAILED;
}

} // namespace troupe::rooms::os
