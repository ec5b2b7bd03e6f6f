#include "spawn/loaded_modules.hpp"

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <functional>
#include <link.h>
#include <span>
#include <utility>

namespace troupe::rooms::spawn {

namespace {

constexpr std::size_t note_align(std::size_t bytes) noexcept { return (bytes + 3) / 4 * 4; }

std::vector<std::byte> build_in_notes(std::span<const std::byte> notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes.data(), sizeof note);
    const std::size_t text_at = sizeof note + note_align(note.n_namesz);
    const std::size_t end = text_at + note_align(note.n_descsz);
    if (end > notes.size())
      return {};
    const auto text = notes.subspan(text_at, note.n_descsz);
    if (note.n_type == NT_GNU_BUILD_ID && std::memcmp(notes.data() + sizeof note, "GNU", sizeof "GNU") == 0)
      return {text.begin(), text.end()};
    notes = notes.subspan(end);
  }
  return {};
}

void add_part(loaded_module& to, const ElfW(Phdr) & part) {
  const auto begin = to.base + part.p_vaddr;
  if (part.p_type == PT_LOAD && (part.p_flags & PF_X) != 0)
    to.code.push_back({begin, begin + part.p_memsz});
  if (part.p_type == PT_NOTE && to.build.empty())
    to.build = build_in_notes({pointer_to(begin), part.p_memsz});
}

loaded_module describe(const dl_phdr_info& info, bool is_program) {
  loaded_module found{is_program ? "" : info.dlpi_name, info.dlpi_addr, {}, {}};
  for (const auto& part : std::span{info.dlpi_phdr, info.dlpi_phnum})
    add_part(found, part);
  return found;
}

struct search {
  std::function<bool(const loaded_module&)> is_meant;
  bool is_first = true; // the loader lists the program itself first
  std::optional<loaded_module> found;
};

int look_at_one(dl_phdr_info* info, std::size_t, void* into) {
  auto& what = *static_cast<search*>(into);
  auto module = describe(*info, std::exchange(what.is_first, false));
  if (!what.is_meant(module))
    return 0;
  what.found = std::move(module);
  return 1;
}

std::optional<loaded_module> find(std::function<bool(const loaded_module&)> is_meant) {
  search what{std::move(is_meant), true, {}};
  ::dl_iterate_phdr(look_at_one, &what);
  return std::move(what.found);
}

} // namespace

bool loaded_module::has_code_at(std::uintptr_t address) const noexcept {
  return std::ranges::any_of(code, [=](const range& one) { return address >= one.begin && address < one.end; });
}

std::optional<loaded_module> module_at(std::uintptr_t address) {
  return find([=](const loaded_module& one) { return one.has_code_at(address); });
}

std::optional<loaded_module> module_of_path(const std::string& path) {
  return find([&](const loaded_module& one) { return one.path == path; });
}

std::optional<loaded_module> module_of_build(const std::vector<std::byte>& build) {
  return find([&](const loaded_module& one) { return one.build == build; });
}

std::byte* pointer_to(std::uintptr_t address) noexcept {
  return reinterpret_cast<std::byte*>(address); // NOLINT(performance-no-int-to-ptr)
}

std::string build_text(const std::vector<std::byte>& build) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::byte one : build)
    text.append({digits[std::to_integer<unsigned>(one) >> 4U], digits[std::to_integer<unsigned>(one) & 15U]});
  return text.empty() ? "none" : text;
}

} // namespace troupe::rooms::spawn
