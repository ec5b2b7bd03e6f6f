#include "tally.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string_view>

namespace {

constexpr std::array<bool, 256> make_word_bytes() {
  std::array<bool, 256> is{};
  for (int c = 0; c < 256; ++c)
    is[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c > 127;
  return is;
}
constexpr std::array<bool, 256> word_byte = make_word_bytes();

bool is_word_byte(char c) { return word_byte[static_cast<unsigned char>(c)]; }

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary | std::ios::ate};
  if (!in)
    return std::nullopt;
  std::string text(static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0)), '\0');
  in.seekg(0).read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.gcount() != static_cast<std::streamsize>(text.size()))
    return std::nullopt;
  return text;
}

void count_words(std::string_view text, tally& into) {
  std::unordered_map<std::string_view, std::uint64_t> here;
  const auto end = text.end();
  for (auto at = text.begin(); at != end;) {
    const auto first = std::find_if(at, end, is_word_byte);
    at = std::find_if_not(first, end, is_word_byte);
    if (first != at)
      ++here[std::string_view{first, at}];
  }
  for (const auto& [word, count] : here) {
    into.each[std::string{word}] += count;
    into.words += count;
  }
}

} // namespace

void count_file(const std::string& path, tally& into) {
  const std::optional<std::string> text = read_file(path);
  if (!text) {
    ++into.unreadable;
  } else if (text->find('\0') != std::string::npos) {
    ++into.binary;
  } else {
    ++into.files;
    into.bytes += text->size();
    count_words(*text, into);
  }
}

void merge(const tally& part, tally& into) {
  into.files += part.files;
  into.binary += part.binary;
  into.unreadable += part.unreadable;
  into.bytes += part.bytes;
  into.words += part.words;
  for (const auto& [word, count] : part.each)
    into.each[word] += count;
}

std::vector<std::pair<std::string, std::uint64_t>> most_frequent(const tally& of, std::size_t count) {
  std::vector<std::pair<std::string, std::uint64_t>> all{of.each.begin(), of.each.end()};
  const auto last = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
  std::partial_sort(all.begin(), last, all.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  all.erase(last, all.end());
  return all;
}
