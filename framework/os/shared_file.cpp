#include "os/shared_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/features.hpp"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

namespace troupe::rooms::os {

namespace {

// Hosts with vm.memfd_noexec=2 refuse a memfd without NOEXEC_SEAL; kernels before 6.3 refuse one with it.
fd open_memfd(const std::string& name) {
  if (const int fault = pass_fault_point("os.memfd")) {
    errno = fault;
    return {};
  }
  fd file{::memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL)};
  if (!file && errno == EINVAL)
    file.reset(::memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  return file;
}

// O_TMPFILE never has a name, not even for an instant between open and unlink.
fd open_nameless(const std::string& directory) {
  fd file{::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
  if (!file)
    throw_errno("making a nameless file in " + directory);
  return file;
}

void set_size(const fd& file, std::uint64_t size) {
  if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0)
    throw_errno("giving a shared file " + std::to_string(size) + " bytes");
}

struct stat facts_of(const fd& file) {
  struct stat facts{};
  if (::fstat(file.get(), &facts) != 0)
    throw_errno("looking at the size of a shared file");
  return facts;
}

void seal(const fd& file) {
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    throw_errno("sealing a shared file");
}

} // namespace

shared_file shared_file::create(const std::string& name, std::uint64_t size, const std::string& directory) {
  fd file = directory.empty() ? open_memfd(name) : open_nameless(directory);
  const bool sealable = static_cast<bool>(file) && directory.empty();
  if (!file && !is_missing(errno))
    throw_errno("making the shared memory '" + name + "'");
  if (!file)
    file = open_nameless("/dev/shm");
  set_size(file, size);
  if (sealable)
    seal(file);
  return adopt(std::move(file), size);
}

shared_file shared_file::adopt(fd file, std::uint64_t size) {
  shared_file result;
  result.file_ = std::move(file);
  result.size_ = size;
  return result;
}

shared_file shared_file::adopt(fd file) {
  const auto size = static_cast<std::uint64_t>(facts_of(file).st_size);
  return adopt(std::move(file), size);
}

int shared_file::reserve(std::uint64_t offset, std::uint64_t length) noexcept {
  if (const int fault = pass_fault_point("os.shared_file.reserve"))
    return fault;
  int failed = 0;
  do // a signal undoes all of it
    failed = ::fallocate(file_.get(), 0, static_cast<off_t>(offset), static_cast<off_t>(length)) == 0 ? 0 : errno;
  while (failed == EINTR);
  return failed;
}

void shared_file::punch(std::uint64_t offset, std::uint64_t length) noexcept {
  const int how = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  while (::fallocate(file_.get(), how, static_cast<off_t>(offset), static_cast<off_t>(length)) != 0 && errno == EINTR) {
  }
}

std::uint64_t shared_file::allocated() const {
  constexpr std::uint64_t block = 512; // the unit of st_blocks, whatever the file system's own
  return static_cast<std::uint64_t>(facts_of(file_).st_blocks) * block;
}

} // namespace troupe::rooms::os
