/// Any text as a duration, a size, JSON, a text with variables: what is read is written as something that reads the
/// same.
#include <cstdint>
#include <cstdlib>

#include "house/control/address.hpp"
#include "house/file/expansion.hpp"
#include "message/json.hpp"
#include "message/nearest.hpp"
#include "seeds.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;

void require(bool holds) {
  if (!holds)
    std::abort();
}

void read(const std::string& text) {
  if (const auto duration = message::parse_duration(text))
    require(message::parse_duration(message::duration_text(*duration.value)).value == duration.value);
  if (const auto size = message::parse_size(text, 1 << 30))
    require(message::parse_size(message::size_text(*size.value)).value == size.value);
  if (const auto json = message::parse_json(text))
    require(static_cast<bool>(message::parse_json(message::json_text(*json.value))));
  require(message::as_utf8(message::as_utf8(text)) == message::as_utf8(text));
  const house::expansion expanded =
    house::expand(text, [](const std::string&) { return std::optional<std::string>("x"); }, true);
  for (const auto& one : expanded.misuses)
    require(one.at + one.length <= text.size());
  const std::vector<std::string> names{"resize", "catalog"}, patterns{text};
  static_cast<void>(message::nearest(text, names));
  const std::vector<house::addressee> all{{"resize", 3, {"root"}, {}}, {"catalog", {}, {"root"}, {}}};
  static_cast<void>(house::choose(all, patterns, patterns));
}

std::vector<std::string> seeds() {
  return {"90s",
          "1h30m",
          "250 ms",
          "1.5s",
          "64 MiB",
          "12KB",
          "50%",
          R"({"name": "resize", "slots": [1, -2.5e3, true, null], "text": "\u00e4\ud83d\ude00\n"})",
          "${HOME}/data/${USER:-nobody}/$$",
          "resize[3]",
          "root.catalog.*",
          "\xc3\xa4\xff\xf0\x9f\x98\x80"};
}

} // namespace
} // namespace troupe::tests

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  troupe::tests::write_seeds(*count, *arguments, troupe::tests::seeds());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  troupe::tests::read({reinterpret_cast<const char*>(data), size});
  return 0;
}
