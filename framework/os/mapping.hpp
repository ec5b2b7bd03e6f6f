/// A mapped part of a shared_file. Never in core dumps (MADV_DONTDUMP). A child of fork that the user makes inherits
/// it, and has no use for it (docs/embedding.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "os/shared_file.hpp"

namespace troupe::rooms::os {

enum class access : std::uint8_t { read_only, read_write };

class mapping {
public:
  mapping() noexcept = default;
  /// Maps [offset, offset+length), both multiples of the page size. Fails: no_resource.
  mapping(const shared_file& file, std::uint64_t offset, std::size_t length, access rights);
  mapping(mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  mapping& operator=(mapping&& other) noexcept;
  ~mapping();

  [[nodiscard]] std::byte* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] explicit operator bool() const noexcept { return data_ != nullptr; }

private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

inline constexpr std::size_t page_size = 4096;

} // namespace troupe::rooms::os
