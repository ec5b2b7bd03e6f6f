#include "objects/item_chain.hpp"

#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

[[noreturn]] void refuse() {
  throw decode_error("the memory of a queue or pipe was overwritten: some process of the program writes where it must "
                     "not; run it under a sanitizer");
}

} // namespace

void item_chain::drop_if(extents which, item_use use) const noexcept {
  for (extent_id at = which.first; at < which.first + which.count; ++at)
    if (has(at, use))
      memory().drop(at, 1);
}

item_view view_at(const item_chain& in, item_place where) {
  const std::uint64_t room = extent_bytes - where % extent_bytes;
  if (where % sizeof(std::uint64_t) != 0 || room < sizeof(item_head) + sizeof(item_run))
    refuse();
  item_view view{where, in.head_at(where), reinterpret_cast<const std::uint64_t*>(&in.head_at(where) + 1), {}};
  if (bytes_in_chunk(view.head) > room || view.head.flights > view.head.words)
    refuse();
  if (view.head.away == 0)
    return view;
  const item_run run = *reinterpret_cast<const item_run*>(view.words);
  view.run = {run.first, run.count, 0};
  if (!in.has(run.first, item_use::run) || run.first + run.count > in.memory().size() ||
      view.head.words > run.count * (extent_bytes / sizeof(std::uint64_t)))
    refuse();
  view.words = reinterpret_cast<const std::uint64_t*>(in.memory().at(run.first));
  return view;
}

item_count count_before(const item_chain& in, item_place where) {
  if (where == 0)
    return {};
  const chunk_head& chunk = in.chunk(extent_of(where));
  item_count count{chunk.first_number, chunk.first_bytes};
  for (item_place at = item_chain::first_place(extent_of(where)); at < where;) {
    const item_head& head = in.head_at(at);
    at += bytes_in_chunk(head);
    ++count.items;
    count.bytes += bytes_of(head);
  }
  return count;
}

} // namespace troupe::rooms::objects
