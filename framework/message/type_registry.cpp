#include <array>
#include <memory>
#include <mutex>

#include "troupe/type_entry.hpp"

namespace troupe {
namespace {

/// Open addressing, never more than half full. Readers take no lock: a slot goes from null to an
/// entry once, and a table that grew is left for those who still look into it.
class table {
public:
  explicit table(std::size_t capacity) : mask_(capacity - 1), slots_(new slot[capacity]) {}

  template <class Same>
  const type_entry* find(std::uint64_t key, Same same) const noexcept {
    for (std::size_t i = key & mask_;; i = (i + 1) & mask_) {
      // Pairs with the release store in `put`.
      const type_entry* found = slots_[i].entry.load(std::memory_order_acquire);
      if (found == nullptr || same(*found))
        return found;
    }
  }
  void put(std::uint64_t key, const type_entry& entry) noexcept {
    std::size_t i = key & mask_;
    while (slots_[i].entry.load(std::memory_order_relaxed) != nullptr)
      i = (i + 1) & mask_;
    slots_[i].entry.store(&entry, std::memory_order_release);
    ++used_;
  }
  [[nodiscard]] bool crowded() const noexcept { return used_ * 2 > mask_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return mask_ + 1; }

private:
  struct slot {
    std::atomic<const type_entry*> entry{nullptr};
  };
  std::size_t mask_;
  std::size_t used_ = 0;
  std::unique_ptr<slot[]> slots_;
};

std::uint64_t by_id(const type_entry& entry) noexcept { return entry.id; }
std::uint64_t by_type(const type_entry& entry) noexcept { return entry.type->hash_code(); }

/// A table that is replaced by a larger one; the old one is kept, somebody may be reading it.
class index {
public:
  explicit index(std::uint64_t (*key)(const type_entry&)) : key_(key) { tables_.push_back(std::make_unique<table>(64)); publish(); }

  [[nodiscard]] const table& now() const noexcept { return *current_.load(std::memory_order_acquire); }
  void put(const type_entry& entry, const std::vector<const type_entry*>& all) {
    if (tables_.back()->crowded()) {
      auto larger = std::make_unique<table>(tables_.back()->capacity() * 2);
      for (const type_entry* one : all)
        larger->put(key_(*one), *one);
      tables_.push_back(std::move(larger));
      publish();
    }
    tables_.back()->put(key_(entry), entry);
  }

private:
  // Pairs with the acquire in `now`.
  void publish() noexcept { current_.store(tables_.back().get(), std::memory_order_release); }

  std::uint64_t (*key_)(const type_entry&);
  std::vector<std::unique_ptr<table>> tables_;
  std::atomic<const table*> current_{nullptr};
};

std::string conflict_text(const type_entry& known, const type_entry& other) {
  const std::string what = known.layout == other.layout
                             ? "' stands for two C++ types of the same layout (from two source files?)"
                             : "' stands for two types of different layouts: ";
  std::string text = "the type name '" + std::string(other.name) + what;
  if (known.layout != other.layout)
    text += std::to_string(known.size) + " and " + std::to_string(other.size) + " bytes";
  return text + "; rename one, or give it a name of its own: template <> inline constexpr std::string_view "
                "troupe::type_name<...> = \"...\";";
}

/// Lives for ever: modules register before it could be constructed in order, and nobody unregisters.
struct registry {
  std::mutex lock;
  std::vector<const type_entry*> ids, types;
  index id_index{&by_id}, type_index{&by_type};
  std::vector<std::string> conflicts;

  static registry& instance() {
    static auto* only = new registry;
    return *only;
  }

  void add(const type_entry& entry) {
    const std::scoped_lock hold(lock);
    if (const type_entry* known = find(entry.id)) {
      if (*known->type != *entry.type || known->layout != entry.layout)
        conflicts.push_back(conflict_text(*known, entry));
    } else {
      id_index.put(entry, ids);
      ids.push_back(&entry);
    }
    if (find(*entry.type) == nullptr) {
      type_index.put(entry, types);
      types.push_back(&entry);
    }
  }
  [[nodiscard]] const type_entry* find(std::uint64_t id) const noexcept {
    return id_index.now().find(id, [id](const type_entry& entry) { return entry.id == id; });
  }
  [[nodiscard]] const type_entry* find(const std::type_info& type) const noexcept {
    return type_index.now().find(type.hash_code(), [&](const type_entry& entry) { return *entry.type == type; });
  }
};

} // namespace

bool register_type(const type_entry& entry) {
  registry::instance().add(entry);
  return true;
}

const type_entry* find_type(std::uint64_t id) noexcept { return registry::instance().find(id); }
const type_entry* find_type(const std::type_info& type) noexcept { return registry::instance().find(type); }

std::vector<std::string> type_conflicts() {
  registry& all = registry::instance();
  const std::scoped_lock hold(all.lock);
  return all.conflicts;
}

namespace wire {

bool read_guarded(void (*make)(reader&, const struct_view&, void*), void (*destroy)(void*) noexcept,
                  const payload_source& from, void* where) {
  if (from.pointer_at >= from.segment.size())
    return false;
  reader words(from.segment);
  const struct_view view = words.structure(from.segment.data() + from.pointer_at);
  if (words.bad())
    return false;
  try {
    make(words, view, where);
  } catch (const std::exception&) {
    return false;
  }
  if (!words.bad())
    return true;
  destroy(where);
  return false;
}

} // namespace wire
} // namespace troupe
