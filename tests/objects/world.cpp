#include "world.hpp"

#include "os/inherited.hpp"
#include "os/process_facts.hpp"

namespace troupe::tests {

namespace {

mailbox::address move_in(mailbox::region& where, const char* name) {
  const mailbox::address who = where.claim(name);
  where.set_live(who.slot, os::own_pid());
  return who;
}

std::shared_ptr<mailbox::region> attach_again(const mailbox::region& where) {
  std::array<int, 3> copies = where.descriptors();
  for (int& one : copies)
    one = os::duplicate(one).release();
  return mailbox::region::attach(copies);
}

} // namespace

world::world(std::uint64_t memory)
  : region(mailbox::region::create({.memory = memory, .slots = 64})), house(move_in(*region, "house")),
    main(move_in(*region, "main")), table(region, main), caretaker(table) {
  objects::set_current_table(&table);
}

world::citizen::citizen(world& in, const std::function<int(objects::table&)>& body)
  : in_(in), where_(move_in(*in.region, "citizen")), process_([&, who = where_] {
      objects::table own{attach_again(*in.region), who};
      objects::set_current_table(&own);
      return body(own);
    }) {
  in.region->set_live(where_.slot, process_.pid());
}

ending world::citizen::wait() {
  const ending how = process_.wait();
  in_.region->set_gone(where_.slot, how, false);
  in_.region->sweep();
  in_.caretaker.bury(where_);
  return how;
}

void world::keep_house() { caretaker.end_released(); }

std::uint32_t world::count() {
  keep_house();
  return table.count();
}

} // namespace troupe::tests
