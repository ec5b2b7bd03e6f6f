#include "parallel/action_place.hpp"

#include <cstdint>
#include <cstring>

#include "objects/barrier.hpp"
#include "spawn/spawner.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

struct kept_action {
  std::uint64_t offset;
  std::uint8_t is_there;
  std::uint8_t build_length;
  std::uint8_t module_length;
  std::byte build[32];
  char module[112];
};
static_assert(sizeof(kept_action) <= objects::action_room);

} // namespace

void keep_action(void (*function)(), std::string_view label, std::byte* room) {
  if (function == nullptr)
    return;
  const spawn::code_place place = spawn::place_of(reinterpret_cast<const void*>(function), std::string{label});
  kept_action kept{};
  if (place.build.size() > sizeof kept.build || place.module.size() > sizeof kept.module)
    throw invalid_argument("the action of a barrier lies in a module with too long a path: " + place.module);
  kept.offset = place.offset;
  kept.is_there = 1;
  kept.build_length = static_cast<std::uint8_t>(place.build.size());
  kept.module_length = static_cast<std::uint8_t>(place.module.size());
  std::memcpy(kept.build, place.build.data(), place.build.size());
  std::memcpy(kept.module, place.module.data(), place.module.size());
  std::memcpy(room, &kept, sizeof kept);
}

std::function<void()> find_action(const std::byte* room) {
  kept_action kept;
  std::memcpy(&kept, room, sizeof kept);
  if (kept.is_there == 0)
    return {};
  spawn::code_place place;
  place.offset = kept.offset;
  place.build.assign(kept.build, kept.build + kept.build_length);
  place.module.assign(kept.module, kept.module_length);
  place.label = "the action of a barrier";
  return reinterpret_cast<void (*)()>(spawn::find_code(place));
}

} // namespace troupe::rooms::parallel
