#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

#include "message/reader_around.hpp"
#include "message/type_search.hpp"
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

  table* before = nullptr; ///< so that leak checkers see the old one held

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
/// Constant-initialised: modules register before constructors of this file could have run.
class index {
public:
  constexpr explicit index(std::uint64_t (*key)(const type_entry&)) noexcept : key_(key) {}

  template <class Same>
  [[nodiscard]] const type_entry* find(std::uint64_t key, Same same) const noexcept {
    // Pairs with the release store in `put`.
    const table* now = current_.load(std::memory_order_acquire);
    return now == nullptr ? nullptr : now->find(key, same);
  }
  /// `all` are the entries it holds so far. Callers take turns.
  void put(const type_entry& entry, const std::vector<const type_entry*>& all) {
    table* now = current_.load(std::memory_order_relaxed);
    if (now == nullptr || now->crowded()) {
      auto* larger = new table(now == nullptr ? 64 : now->capacity() * 2); // kept for ever
      for (const type_entry* one : all)
        larger->put(key_(*one), *one);
      larger->before = now;
      current_.store(now = larger, std::memory_order_release);
    }
    now->put(key_(entry), entry);
  }

private:
  std::uint64_t (*key_)(const type_entry&);
  std::atomic<table*> current_{nullptr};
};

constinit index by_ids{&by_id}, by_types{&by_type};

std::string shown(const type_entry& entry) {
  return "\n# " + std::to_string(entry.size) + " bytes in C++\n" + entry.schema();
}

std::string conflict_text(const type_entry& known, const type_entry& other) {
  std::string text = "the type name '" + std::string(other.name) + "' stands for two C++ types";
  if (known.layout == other.layout)
    text += " of the same layout, from two source files; ";
  else if (known.schema() == other.schema()) // the loader gives both modules the code of the first
    text += " of different layouts, " + std::to_string(known.size) + " and " + std::to_string(other.size) +
            " bytes long, in two modules; ";
  else
    text += ":" + shown(known) + shown(other) + "\n";
  return text + "rename one of them, or give it a name of its own: template <> inline constexpr std::string_view "
                "troupe::type_name<...> = \"...\";";
}

struct book_of_types {
  std::mutex lock;
  std::vector<const type_entry*> ids, types;
  std::vector<std::string> conflicts;

  void add(const type_entry& entry) {
    const std::scoped_lock hold(lock);
    if (const type_entry* known = find_type(entry.id)) {
      if (*known->type != *entry.type || known->layout != entry.layout)
        conflicts.push_back(conflict_text(*known, entry));
    } else {
      by_ids.put(entry, ids);
      ids.push_back(&entry);
    }
    if (find_type(*entry.type) == nullptr) {
      by_types.put(entry, types);
      types.push_back(&entry);
    }
  }
};

/// Lives for ever: it is used before and after all other globals.
book_of_types& book() {
  static auto* only = new book_of_types;
  return *only;
}

} // namespace

bool register_type(const type_entry& entry) {
  book().add(entry);
  return true;
}

const type_entry* find_type(std::uint64_t id) noexcept {
  return by_ids.find(id, [id](const type_entry& entry) { return entry.id == id; });
}

const type_entry* find_type(const std::type_info& type) noexcept {
  return by_types.find(type.hash_code(), [&](const type_entry& entry) { return *entry.type == type; });
}

std::vector<std::string> type_conflicts() {
  const std::scoped_lock hold(book().lock);
  return book().conflicts;
}

namespace rooms::message {

std::vector<const type_entry*> registered_types() {
  const std::scoped_lock hold(book().lock);
  std::vector<const type_entry*> all = book().ids;
  std::ranges::sort(all, {}, &type_entry::name);
  return all;
}

std::vector<const type_entry*> find_types(std::string_view written) {
  std::vector<const type_entry*> found;
  for (const type_entry* one : registered_types()) {
    if (one->name == written)
      return {one};
    const std::size_t rest = one->name.size() - std::min(one->name.size(), written.size());
    if (one->name.ends_with(written) && rest != 0 && (one->name[rest - 1] == ':' || one->name[rest - 1] == '.'))
      found.push_back(one);
  }
  return found;
}

} // namespace rooms::message

namespace wire {

namespace {

thread_local reader* within = nullptr;

/// Gives back what it has not used to whoever reads the value around.
class guarded_reader : public reader {
public:
  explicit guarded_reader(const payload_source& from, reader* around)
    : reader(around != nullptr ? *around : reader(from.segment)), around_(around) {}
  guarded_reader(const guarded_reader&) = delete;
  guarded_reader& operator=(const guarded_reader&) = delete;
  ~guarded_reader() {
    if (around_ != nullptr)
      *around_ = *this;
  }

private:
  reader* around_;
};

} // namespace

reading_within::reading_within(reader& around) noexcept { within = &around; }
reading_within::~reading_within() { within = nullptr; }
reader* reading_within::take() noexcept { return std::exchange(within, nullptr); }

bool read_guarded(void (*make)(reader&, const struct_view&, void*), void (*destroy)(void*) noexcept,
                  const payload_source& from, void* where) {
  reader* const around = reading_within::take();
  if (from.pointer_at >= from.segment.size())
    return false;
  guarded_reader words(from, around);
  const struct_view view = words.structure(from.segment.data() + from.pointer_at);
  if (words.bad())
    return false;
  try {
    make(words, view, where);
  } catch (...) { // codecs are the user's, and throw what they like
    return false;
  }
  if (!words.bad())
    return true;
  destroy(where);
  return false;
}

} // namespace wire
} // namespace troupe
