#include "supervision/words.hpp"

namespace troupe::rooms::supervision {

std::vector<std::uint64_t> to_words(const type_entry& type, const void* value) {
  std::vector<std::uint64_t> words(1 + type.words(value));
  words[0] = type.write(value, words.data() + 1);
  return words;
}

bool from_words(const type_entry& type, std::span<const std::uint64_t> words, void* uninitialised) {
  return !words.empty() && type.read({words, 0}, uninitialised);
}

} // namespace troupe::rooms::supervision
