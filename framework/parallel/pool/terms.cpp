#include "parallel/pool/terms.hpp"

#include <algorithm>

#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr std::chrono::nanoseconds longest_timeout = std::chrono::years(100); // can be added to any instant

} // namespace

call_terms terms_of(const call_options& options, bool stops_at_failure) {
  if (options.timeout && *options.timeout <= std::chrono::nanoseconds::zero())
    throw invalid_argument("call_options.timeout is more than 0 ns, not " + std::to_string(options.timeout->count()));
  if (options.retries < 0)
    throw invalid_argument("call_options.retries is at least 0, not " + std::to_string(options.retries));
  return {options.timeout ? static_cast<std::uint64_t>(std::min(*options.timeout, longest_timeout).count()) : 0,
          static_cast<std::uint32_t>(options.retries), stops_at_failure};
}

} // namespace troupe::rooms::parallel
