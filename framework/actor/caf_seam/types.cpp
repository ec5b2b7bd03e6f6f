#include "actor/caf_seam/types.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>

#include <cxxabi.h>

namespace troupe::rooms::actor {
namespace {

using built_in = std::array<const type_entry*, caf::type_nrs>;

template <class... Ts>
built_in entries() {
  built_in out{};
  ((messages::carry<Ts>(), out[caf::type_nr<Ts>::value] = &type_entry_of<Ts>()), ...);
  return out;
}

// CAF numbers these itself, so no use of them reaches the hook. Left out are those that mean
// nothing in another process: groups, streams, timeouts, configuration.
const built_in built_in_entries =
  entries<caf::actor, std::vector<caf::actor>, caf::actor_addr, std::vector<caf::actor_addr>, caf::atom_value,
          std::vector<char>, caf::down_msg, caf::duration, caf::error, caf::exit_msg, std::int16_t, std::int32_t,
          std::int64_t, std::int8_t, caf::message, std::string, std::map<std::string, std::string>,
          caf::strong_actor_ptr, std::set<std::string>, std::vector<std::string>, caf::timespan, caf::timestamp,
          std::uint16_t, std::uint32_t, std::uint64_t, std::uint8_t, caf::unit_t, caf::weak_actor_ptr, bool, double,
          float>();

// Asking a type_info for its hash walks over its name; its address is as good for a first guess.
std::array<std::atomic<const type_entry*>, 256> memory;

const type_entry* find_remembered(const std::type_info* type) noexcept {
  std::atomic<const type_entry*>& place = memory[(reinterpret_cast<std::uintptr_t>(type) >> 4) % memory.size()];
  const type_entry* entry = place.load(std::memory_order_acquire);
  if (entry != nullptr && *entry->type == *type)
    return entry;
  entry = find_type(*type);
  if (entry == nullptr)
    return nullptr;
  place.store(entry, std::memory_order_release); // pairs with the acquire above
  return entry;
}

} // namespace

const type_entry* entry_of(const caf::rtti_pair& type) noexcept {
  return type.first != 0 ? built_in_entries[type.first] : find_remembered(type.second);
}

std::string name_of(const caf::rtti_pair& type) {
  if (const type_entry* const known = entry_of(type))
    return std::string{known->name};
  if (type.first != 0)
    return std::string{"CAF's "} + caf::numbered_type_names[type.first - 1];
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name{abi::__cxa_demangle(type.second->name(), nullptr, nullptr, &status),
                                                    std::free};
  return name ? name.get() : type.second->name();
}

} // namespace troupe::rooms::actor
