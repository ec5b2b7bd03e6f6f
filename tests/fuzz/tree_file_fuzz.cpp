/// Any bytes as a tree file: read, checked, reported and explained. Every problem has a place in the file or is of the
/// file as a whole, and whatever is accepted can be explained, and is accepted again as it is explained.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "house/file/explain.hpp"
#include "message/json.hpp"

namespace troupe::tests {
namespace {

using namespace rooms::house;

const std::filesystem::path& file_path() {
  static const std::filesystem::path path =
    std::filesystem::temp_directory_path() / ("troupe_tree_file_fuzz_" + std::to_string(::getpid()) + ".toml");
  static const int removed_at_end = std::atexit([] { std::filesystem::remove(file_path()); });
  static_cast<void>(removed_at_end);
  return path;
}

void require(bool holds) {
  if (!holds)
    std::abort();
}

tree_file read(std::string_view text) {
  std::ofstream(file_path(), std::ios::binary) << text;
  return tree_file::read(file_path(), [](const std::string& name) {
    return name == "HOME" ? std::optional<std::string>("/root") : std::nullopt;
  });
}

void read_and_explain(std::string_view text) {
  const tree_file file = read(text);
  for (const problem& one : file.problems().all()) {
    require(one.where.file != nullptr && !one.code.empty() && !one.text.empty());
    require(!report_text(one, true).empty());
    require(!rooms::message::json_text(report_json(one)).empty());
  }
  const std::string explained = explain_text(file);
  if (file.problems().errors() != 0 || file.text().sources.size() != 1)
    return;
  const tree_file again = read(explained);
  for (const problem& one : again.problems().all())
    require(one.is_warning());
}

} // namespace
} // namespace troupe::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  troupe::tests::read_and_explain({reinterpret_cast<const char*>(data), size});
  return 0;
}
