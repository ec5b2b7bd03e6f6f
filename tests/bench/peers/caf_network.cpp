// CAF's own network layer: an actor published on loopback, and a remote handle to it.
//
// Plain CAF without any header of troupe: types are announced and inspected as its manual says.
#include <cstdint>
#include <iostream>
#include <stdexcept>

#include <unistd.h>

#include <caf/all.hpp>
#include <caf/io/all.hpp>

#include "peers/answers.hpp"
#include "peers/forked.hpp"

namespace bench {

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, reading& x) {
  return f(caf::meta::type_name("reading"), x.sensor, x.value, x.at);
}

} // namespace bench

namespace {

constexpr int one_way_count = 20'000;

struct network_config : caf::actor_system_config {
  network_config() {
    load<caf::io::middleman>();
    add_message_type<bench::reading>("reading");
  }
};

caf::behavior echo(caf::event_based_actor*) {
  return {
    [](int value) { return value; },
    [](const bench::reading&) {},
  };
}

// Tells its port once, then serves until it is killed.
void serve(int port_channel) {
  network_config config;
  caf::actor_system system{config};
  const auto port = system.middleman().publish(system.spawn(echo), 0, "127.0.0.1");
  const std::uint16_t number = port ? *port : 0;
  if (::write(port_channel, &number, sizeof number) != sizeof number)
    ::_exit(1);
  for (;;)
    ::pause();
}

std::uint16_t port_from(int channel) {
  std::uint16_t port = 0;
  if (::read(channel, &port, sizeof port) != sizeof port || port == 0)
    throw std::runtime_error("CAF could not publish an actor");
  return port;
}

} // namespace

int main() {
  int channel[2];
  if (::pipe(channel) != 0)
    return 1;
  const bench::forked server{[&] { serve(channel[1]); }}; // before our own system: it starts threads
  network_config config;
  caf::actor_system system{config};
  const auto remote = system.middleman().remote_actor("127.0.0.1", port_from(channel[0]));
  if (!remote)
    return 1;
  caf::scoped_actor self{system};
  const auto round_trip = [&] {
    self->request(*remote, caf::infinite, 1).receive([](int) {}, [](const caf::error&) {});
  };
  const auto batch = [&] {
    for (int i = 0; i < one_way_count; ++i)
      self->send(*remote, bench::reading{1, 2.0, i});
    round_trip();
  };
  const auto place = [&](bench::placement where) {
    bench::pin_first(::getpid(), where);
    server.place(where);
    round_trip();
  };
  return bench::answer_all({
    {"round_trip",
     [&](bench::placement where) -> std::vector<double> {
       place(where);
       return {bench::time_of_hot(round_trip)};
     }},
    {"one_way",
     [&](bench::placement where) -> std::vector<double> {
       place(where);
       return {bench::rate_of(one_way_count, batch)};
     }},
  });
}
