/// What the handles of shared objects (event, mutex, queue, ...) have in common. For those handles alone.
///
/// Copying a handle copies the reference; a handle that was sent to another process is the same object
/// there; the object goes with its last handle anywhere, and a handle on its way counts.
/// Threads: different copies are for different threads; one copy is as a std::shared_ptr is.
#pragma once

#include <atomic>
#include <cstdint>

namespace troupe::rooms::objects {
struct object_entry;
class table;
} // namespace troupe::rooms::objects

namespace troupe::shared {

/// What all copies of a reference in one process have in common. `entry` and `in` are null once the
/// system is over.
struct record {
  std::atomic<rooms::objects::object_entry*> entry;
  std::atomic<std::uint32_t> count;
  std::uint64_t id;
  rooms::objects::table* in;
};

/// Moving copies: a handle refers to its object as long as it lives.
class reference {
public:
  reference() noexcept = default;
  /// Takes over one count.
  explicit reference(record* counted) noexcept : record_(counted) {}
  reference(const reference& other) noexcept : record_(other.record_) {
    if (record_ != nullptr)
      record_->count.fetch_add(1, std::memory_order_relaxed);
  }
  reference& operator=(const reference& other) noexcept {
    if (other.record_ != nullptr)
      other.record_->count.fetch_add(1, std::memory_order_relaxed);
    drop(record_);
    record_ = other.record_;
    return *this;
  }
  ~reference() { drop(record_); }

  [[nodiscard]] explicit operator bool() const noexcept { return record_ != nullptr; }
  [[nodiscard]] std::uint64_t id() const noexcept { return record_ != nullptr ? record_->id : 0; }
  /// Fails: contract_error when it refers to nothing, or its system is over.
  [[nodiscard]] rooms::objects::object_entry& operator*() const {
    if (record_ != nullptr)
      if (rooms::objects::object_entry* const entry = record_->entry.load(std::memory_order_relaxed))
        return *entry;
    refuse();
  }
  [[nodiscard]] rooms::objects::object_entry* operator->() const { return &**this; }
  /// Fails: as `*`.
  [[nodiscard]] rooms::objects::table& table() const {
    static_cast<void>(**this);
    return *record_->in;
  }
  friend bool operator==(const reference& a, const reference& b) noexcept { return a.id() == b.id(); }

private:
  [[noreturn]] void refuse() const;
  static void drop(record* counted) noexcept {
    if (counted != nullptr && counted->count.fetch_sub(1, std::memory_order_acq_rel) == 1)
      let_go(counted);
  }
  static void let_go(record* last) noexcept;

  record* record_ = nullptr;
};

/// A reference in bytes: the object, and what keeps it while the bytes are on their way.
struct ticket {
  std::uint64_t object = 0;
  std::uint64_t flight = 0;
};

} // namespace troupe::shared
