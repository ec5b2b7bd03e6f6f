#include "parallel/dead_letters.hpp"

#include "troupe/ending.hpp"

namespace troupe::rooms::parallel {

std::string cause_of(const objects::dead_item& letter) {
  const std::string times = std::to_string(letter.deliveries) + (letter.deliveries == 1 ? " time" : " times");
  if (letter.cause != objects::return_cause::taker_died)
    return "given back " + times;
  return text(process_label{letter.taker, {}, letter.pid}, letter.how) + "; it had been taken " + times;
}

} // namespace troupe::rooms::parallel
