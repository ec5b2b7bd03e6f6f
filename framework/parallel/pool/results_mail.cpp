#include "parallel/pool/results_mail.hpp"

#include "parallel/pool/pool_failure.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

exception_value no_room_for(std::size_t words, const caf::error& why) {
  return failure(code_of(why), "results of " + std::to_string(words * sizeof(std::uint64_t)) +
                                 " bytes could not be sent: " + text(why));
}

} // namespace troupe::rooms::parallel
