/// What is loaded into this process: the program and its shared libraries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace troupe::rooms::spawn {

struct loaded_module {
  std::string path; ///< empty for the program itself
  std::uintptr_t base = 0;
  std::vector<std::byte> build; ///< GNU build-id; empty when linked without one
  struct range {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
  };
  std::vector<range> code;

  [[nodiscard]] bool has_code_at(std::uintptr_t address) const noexcept;
};

/// The module whose code holds `address`.
[[nodiscard]] std::optional<loaded_module> module_at(std::uintptr_t address);
/// By path; an empty one means the program.
[[nodiscard]] std::optional<loaded_module> module_of_path(const std::string& path);
/// By build-id, not empty: the same file may be loaded under another path.
[[nodiscard]] std::optional<loaded_module> module_of_build(const std::vector<std::byte>& build);

/// Addresses come from the loader as numbers.
[[nodiscard]] std::byte* pointer_to(std::uintptr_t address) noexcept;

/// "1f2e3d..." for people; "none" when there is none.
[[nodiscard]] std::string build_text(const std::vector<std::byte>& build);

} // namespace troupe::rooms::spawn
