#include "mailbox/build_id.hpp"

#include <cstring>
#include <elf.h>
#include <link.h>
#include <string_view>

namespace troupe::rooms::mailbox {

namespace {

constexpr std::size_t note_align(std::size_t bytes) noexcept { return (bytes + 3) / 4 * 4; }

std::uint64_t hash(std::string_view bytes) noexcept {
  std::uint64_t value = 0xcbf29ce484222325U; // FNV-1a
  for (const char byte : bytes)
    value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  return value;
}

std::uint64_t find_in_notes(std::string_view notes) noexcept {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes.data(), sizeof note);
    const std::size_t name_at = sizeof note;
    const std::size_t text_at = name_at + note_align(note.n_namesz);
    const std::size_t end = text_at + note_align(note.n_descsz);
    if (end > notes.size())
      return 0;
    if (note.n_type == NT_GNU_BUILD_ID && notes.substr(name_at, 3) == ELF_NOTE_GNU)
      return hash(notes.substr(text_at, note.n_descsz));
    notes.remove_prefix(end);
  }
  return 0;
}

// The first object the loader lists is the program itself.
int look_at_program(dl_phdr_info* info, std::size_t, void* result) noexcept {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& part = info->dlpi_phdr[i];
    if (part.p_type != PT_NOTE)
      continue;
    // The loader tells addresses as numbers.
    const auto* notes =
      reinterpret_cast<const char*>(info->dlpi_addr + part.p_vaddr); // NOLINT(performance-no-int-to-ptr)
    if (const auto found = find_in_notes({notes, part.p_memsz})) {
      *static_cast<std::uint64_t*>(result) = found;
      break;
    }
  }
  return 1;
}

} // namespace

std::uint64_t own_build() noexcept {
  static const std::uint64_t found = [] {
    std::uint64_t result = 0;
    ::dl_iterate_phdr(look_at_program, &result);
    return result;
  }();
  return found;
}

} // namespace troupe::rooms::mailbox
