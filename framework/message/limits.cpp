#include "troupe/aggregate.hpp"
#include "troupe/error.hpp"
#include "troupe/form_variant.hpp"
#include "troupe/type_entry.hpp"

namespace troupe::wire {

void refuse_depth() {
  throw invalid_argument("a value nested deeper than " + std::to_string(max_depth) +
                         " lists or boxes cannot travel; send it flat, or in parts");
}

void refuse_length(std::size_t elements) {
  throw invalid_argument("a list of " + std::to_string(elements) + " elements cannot travel, the most is " +
                         std::to_string(max_elements) + "; send it in parts");
}

void refuse_valueless() { throw invalid_argument("a variant without a value cannot travel; assign one first"); }

std::size_t check_words(std::size_t words) {
  if (words > max_words)
    throw invalid_argument("a value of " + std::to_string(words * sizeof(word)) + " bytes cannot travel, the most is " +
                           std::to_string(max_words * sizeof(word)) + "; send it in parts");
  return words;
}

} // namespace troupe::wire
