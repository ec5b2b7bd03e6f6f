// What a kept mailbox costs: one and the same actor of a tree, by how its messages are delivered.
#include "ours/stage.hpp"

#include "ours/measurements.hpp"

#include <troupe/role.hpp>
#include <troupe/supervisor.hpp>

namespace bench {
namespace {

constexpr int notes = 200'000;

std::vector<double> role_one_way(placement where, troupe::delivery_kind delivery) {
  stage on;
  troupe::supervisor root;
  root.add({.name = "taker", .run = troupe::fn<echo>, .delivery = delivery});
  root.start();
  const caf::actor taker = troupe::whereis("taker");
  on.flush(taker);
  on.place(taker, where);
  const auto batch = [&] {
    for (int i = 0; i < notes; ++i)
      on.self->send(taker, note{1, 2.0, i});
    on.flush(taker);
  };
  batch();
  const double rate = rate_of(notes, batch);
  root.stop();
  static_cast<void>(root.wait());
  return {rate};
}

} // namespace

std::vector<double> role_at_most_once(placement where) { return role_one_way(where, troupe::at_most_once); }
std::vector<double> role_at_least_once(placement where) { return role_one_way(where, troupe::at_least_once); }

} // namespace bench
