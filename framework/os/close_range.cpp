#include "os/close_range.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

#include "os/fault_point.hpp"

namespace troupe::rooms::os {

namespace {

std::vector<unsigned> listed_descriptors() {
  std::vector<unsigned> numbers;
  DIR* list = ::opendir("/proc/self/fd");
  while (const dirent* entry = list == nullptr ? nullptr : ::readdir(list)) {
    unsigned number = 0;
    const char* end = entry->d_name + std::strlen(entry->d_name);
    if (std::from_chars(entry->d_name, end, number).ptr == end)
      numbers.push_back(number);
  }
  if (list != nullptr)
    ::closedir(list);
  return numbers;
}

void close_one_by_one(unsigned first, unsigned last) {
  for (const unsigned number : listed_descriptors()) // the list's own is closed already: EBADF, harmless
    if (number >= first && number <= last)
      ::close(static_cast<int>(number));
}

void close_between(unsigned first, unsigned last) {
  if (first > last)
    return;
  if (pass_fault_point("os.close_range") != 0 || ::syscall(SYS_close_range, first, last, 0) != 0)
    close_one_by_one(first, last);
}

} // namespace

void close_all_from(int first) noexcept { close_between(static_cast<unsigned>(first), UINT_MAX); }

void close_all_from(int first, std::span<const int> keep) {
  std::vector<int> kept{keep.begin(), keep.end()};
  std::ranges::sort(kept);
  int next = first;
  for (const int number : kept) {
    close_between(static_cast<unsigned>(next), static_cast<unsigned>(number) - 1);
    next = std::max(next, number + 1);
  }
  close_all_from(next);
}

} // namespace troupe::rooms::os
