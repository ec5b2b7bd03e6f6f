#include "parallel/items.hpp"

#include <algorithm>

#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

// What a large item has room for without being written twice.
constexpr std::uint16_t usual_flights = 64;
constexpr std::size_t most_flights = 0xffff;

[[noreturn]] void refuse_flights(std::size_t count) {
  throw invalid_argument("one item of a queue or pipe can hold " + std::to_string(most_flights) +
                         " handles of shared objects, not " + std::to_string(count));
}

} // namespace

written_item::written_item(const objects::item_chain& to, const queues::item_kind& kind, const void* value,
                           objects::item_kind form)
  : to_(to), type_(*kind.type), form_(form) {
  if (kind.may_refer) {
    write_with_flights(value);
  } else {
    make_draft(type_.words(value), 0);
    fill(value);
  }
}

written_item::written_item(const objects::item_chain& to, const type_entry& type,
                           std::span<const std::uint64_t> contents, std::vector<objects::flight_id> flights,
                           objects::item_kind form)
  : to_(to), type_(type), form_(form), flights_(std::move(flights)) {
  try {
    if (flights_.size() > most_flights)
      refuse_flights(flights_.size());
    make_draft(contents.size() - 1, flights_.size());
  } catch (...) {
    objects::settle(*to_.in, flights_);
    throw;
  }
  std::ranges::copy(contents, begin());
  set_flights();
}

written_item::~written_item() {
  if (!flights_.empty())
    objects::settle(*to_.in, flights_);
}

void written_item::make_draft(std::uint64_t words, std::size_t most_flights) {
  const std::uint64_t in_front = form_ == objects::item_kind::typed ? type_words + 1 : 1;
  draft_.emplace(to_, form_, words + in_front, static_cast<std::uint16_t>(most_flights));
}

// Where the payload goes.
std::uint64_t* written_item::begin() noexcept {
  std::uint64_t* at = draft_->words();
  if (form_ == objects::item_kind::typed) {
    *at++ = type_.id;
    *at++ = type_.layout;
  }
  return at;
}

void written_item::fill(const void* value) {
  std::uint64_t* const at = begin();
  *at = type_.write(value, at + 1);
}

void written_item::write_with_flights(const void* value) {
  objects::transit on_its_way{objects::transit::kind::sizing};
  const std::uint64_t words = type_.words(value);
  on_its_way.set(objects::transit::kind::keeping);
  std::size_t room = usual_flights;
  do {
    objects::settle(*to_.in, flights_);
    make_draft(words, room);
    try {
      fill(value);
    } catch (...) {
      objects::settle(*to_.in, on_its_way.take_flights());
      throw;
    }
    flights_ = on_its_way.take_flights();
    if (flights_.size() > most_flights)
      refuse_flights(flights_.size());
  } while (flights_.size() > std::exchange(room, flights_.size()));
  set_flights();
}

void written_item::set_flights() {
  draft_->set_flights(flights_);
  if (!flights_.empty())
    objects::carry(*to_.in, flights_, to_.owner);
}

void read_item(std::span<const std::uint64_t> contents, const type_entry& type, void* uninitialised) {
  const objects::transit on_its_way{objects::transit::kind::peeking};
  if (!type.read({contents, 0}, uninitialised))
    throw decode_error("an item of a queue or pipe cannot be read as a " + std::string{type.name});
}

std::vector<objects::flight_id> flights_in(const objects::item_view& item) {
  const auto all = item.flights();
  return {all.begin(), all.end()};
}

} // namespace troupe::rooms::parallel
