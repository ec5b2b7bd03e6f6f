#include "parallel/message_items.hpp"

#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

struct written_elements {
  std::vector<handles::element> all;
  std::vector<objects::flight_id> flights;
};

written_elements elements_of(objects::table& in, const caf::message& what) {
  objects::transit on_its_way{objects::transit::kind::keeping};
  try {
    std::vector<handles::element> all = codec<caf::message>::to_wire(what);
    return {std::move(all), on_its_way.take_flights()};
  } catch (...) {
    objects::settle(in, on_its_way.take_flights());
    throw;
  }
}

[[noreturn]] void refuse(const caf::message& what, std::uint64_t type) {
  const type_entry* const wanted = find_type(type);
  throw type_mismatch("an item is a message of one element" +
                      (wanted == nullptr ? std::string{} : ", here of a " + std::string{wanted->name}) + ", not of " +
                      std::to_string(what.size()) + (what.size() == 1 ? " of another type" : " elements"));
}

} // namespace

std::shared_ptr<written_item> write_message(const objects::item_chain& to, const caf::message& what,
                                            objects::item_kind form, std::uint64_t type) {
  written_elements found = elements_of(*to.in, what);
  const type_entry* const own = found.all.size() == 1 ? find_type(found.all[0].type) : nullptr;
  if (own == nullptr || (type != 0 && own->id != type)) {
    objects::settle(*to.in, found.flights);
    refuse(what, type);
  }
  return std::make_shared<written_item>(to, *own, found.all[0].words, std::move(found.flights), form);
}

caf::message read_message(std::uint64_t type, std::uint64_t layout, std::span<const std::uint64_t> payload) {
  const objects::transit on_its_way{objects::transit::kind::peeking};
  return codec<caf::message>::from_wire({{type, static_cast<std::uint32_t>(layout), {payload.begin(), payload.end()}}});
}

} // namespace troupe::rooms::parallel
