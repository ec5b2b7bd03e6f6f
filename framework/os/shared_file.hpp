/// A file of memory that processes share: sparse, sealed in size, and touched only where reserved.
///
/// Invariant: nobody touches a page before `reserve` of it succeeded. On a full host `ftruncate`
/// succeeds and the touch is a SIGBUS; `fallocate` is the call that can say no.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "os/fd.hpp"

namespace troupe::rooms::os {

class shared_file {
public:
  /// An anonymous file of `size` bytes (a multiple of the page size), no page of it allocated.
  /// With an empty `directory` a memfd sealed against shrink, grow and further seals; otherwise an
  /// unlinked file in that directory (no seals), which never has a name that could be left behind.
  /// Fails: no_resource.
  static shared_file create(const std::string& name, std::uint64_t size, const std::string& directory = {});
  /// Takes over a descriptor that another process created and passed on.
  static shared_file adopt(fd file, std::uint64_t size);
  /// The same, of the size that the kernel tells.
  static shared_file adopt(fd file);

  [[nodiscard]] int descriptor() const noexcept { return file_.get(); }
  [[nodiscard]] fd release() noexcept { return std::move(file_); }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

  /// Allocates the pages of [offset, offset+length), zeroed where they were not there before.
  /// Gives 0, or the errno (ENOSPC, ENOMEM) with nothing changed that a later `punch` would not undo.
  [[nodiscard]] int reserve(std::uint64_t offset, std::uint64_t length) noexcept;
  /// Gives the pages back; they read as zero when reserved again.
  void punch(std::uint64_t offset, std::uint64_t length) noexcept;
  /// Bytes of the file that are allocated right now.
  [[nodiscard]] std::uint64_t allocated() const;

private:
  fd file_;
  std::uint64_t size_ = 0;
};

} // namespace troupe::rooms::os
