#include "house/file/source.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "message/units.hpp"
#include "os/failure.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::house {

namespace fs = std::filesystem;

std::string_view source::line(std::uint32_t number) const {
  if (line_starts.empty()) {
    line_starts.push_back(0);
    for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', end + 1))
      line_starts.push_back(end + 1);
  }
  if (number == 0 || number > line_starts.size())
    return {};
  std::string_view rest = text;
  rest.remove_prefix(std::min(line_starts[number - 1], rest.size()));
  rest = rest.substr(0, rest.find('\n'));
  return rest.ends_with('\r') ? rest.substr(0, rest.size() - 1) : rest;
}

namespace {

// Asked before it is opened: a named pipe without a writer would let the opening wait for ever.
void require_regular(const fs::path& path) {
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (status.type() == fs::file_type::not_found)
    throw invalid_argument("there is no such file");
  if (failed)
    throw invalid_argument("it cannot be looked at: " + failed.message());
  if (status.type() == fs::file_type::directory)
    throw invalid_argument("it is a directory");
  if (status.type() != fs::file_type::regular)
    throw invalid_argument("it is not a regular file");
  const std::uintmax_t size = fs::file_size(path, failed);
  if (!failed && size > largest_source)
    throw invalid_argument("it has " + message::size_text(size) + ", the most is " +
                           message::size_text(largest_source));
}

} // namespace

source read_source(const fs::path& path, std::string shown) {
  require_regular(path);
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw invalid_argument("it cannot be opened: " + os::errno_text(errno));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad())
    throw invalid_argument("it cannot be read: " + os::errno_text(errno));
  return {std::move(shown), fs::absolute(path).lexically_normal(), std::move(text)};
}

} // namespace troupe::rooms::house
