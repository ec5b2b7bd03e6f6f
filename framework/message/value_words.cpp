#include "troupe/value_words.hpp"

#include "troupe/error.hpp"

namespace troupe::wire {

std::vector<word> to_words(const type_entry& type, const void* value) {
  std::vector<word> words(1 + type.words(value));
  words[0] = type.write(value, words.data() + 1);
  return words;
}

bool from_words(const type_entry& type, std::span<const word> words, void* uninitialised) {
  return !words.empty() && type.read({words, 0}, uninitialised);
}

void make_from_words(const type_entry& type, std::span<const word> words, void* uninitialised) {
  if (!from_words(type, words, uninitialised))
    throw decode_error("the arguments that arrived are no " + std::string{type.name});
}

} // namespace troupe::wire
