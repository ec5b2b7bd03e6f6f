#include "ledger.hpp"

#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "os/failure.hpp"

namespace troupe::tests {

ledger::ledger(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ::ftruncate(file, sizeof(ledger_page)) != 0)
    rooms::os::throw_errno("opening the ledger");
  void* const where = ::mmap(nullptr, sizeof(ledger_page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (where == MAP_FAILED)
    rooms::os::throw_errno("mapping the ledger");
  page_ = static_cast<ledger_page*>(where);
}

ledger::~ledger() { ::munmap(page_, sizeof(ledger_page)); }

void ledger::note(int sender, std::uint64_t number) {
  std::atomic<std::uint64_t>& last = page_->last[sender];
  const std::uint64_t before = last.load();
  if (number <= std::exchange(own_.at(static_cast<std::size_t>(sender)), number))
    ++page_->misordered;
  else if (number <= before)
    ++page_->repeated;
  else
    page_->lost += number - before - 1;
  if (number > before)
    last = number;
}

} // namespace troupe::tests
