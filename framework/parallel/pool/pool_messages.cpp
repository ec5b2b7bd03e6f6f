#include "troupe/actor.hpp" // first

#include "troupe/pool_messages.hpp"

#include <algorithm>

#include "parallel/pool/terms.hpp"
#include "parallel/pool/written_tasks.hpp"

namespace troupe::calls {

namespace {

constexpr std::size_t most_parts = 64;
constexpr std::size_t chunk_of_unknown = 16; // of a range whose length is not known

task_place place_of(const task_function& what) {
  rooms::spawn::code_place where =
    rooms::spawn::place_of(reinterpret_cast<const void*>(what.make), std::string{what.label});
  return {std::move(where.module), std::move(where.build), where.offset, std::move(where.label)};
}

std::size_t chunk_of(const call_options& options, std::optional<std::size_t> count) {
  if (options.chunk != 0)
    return options.chunk;
  return count ? std::max<std::size_t>((*count + most_parts - 1) / most_parts, 1) : chunk_of_unknown;
}

std::vector<task_piece> all_of(task_source& from, std::size_t chunk) {
  rooms::parallel::written_tasks all;
  std::uint64_t taken = 0;
  for (;;) {
    task_piece one{taken, 0, {}, {}, {}};
    one.count = static_cast<std::uint32_t>(from.take(chunk, one));
    if (one.count == 0)
      return all.hand_over();
    taken += one.count;
    all.add(std::move(one));
  }
}

} // namespace

run_tasks written_request(const call_options& options, const asked_answer& how, task_source& from) {
  const rooms::parallel::call_terms terms = rooms::parallel::terms_of(options, how.stops_at_failure);
  run_tasks made;
  made.function = place_of(how.run);
  made.stops_at_failure = terms.stops_at_failure;
  made.timeout = std::chrono::nanoseconds(terms.timeout);
  made.retries = terms.retries;
  if (how.gather.make != nullptr)
    made.gathering = place_of(how.gather);
  if (how.type != nullptr) {
    made.answer = how.type->id;
    made.layout = how.type->layout;
  }
  made.pieces = all_of(from, chunk_of(options, from.size()));
  return made;
}

} // namespace troupe::calls
