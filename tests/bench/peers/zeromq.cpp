// ZeroMQ, PAIR sockets over ipc between two processes: bare bytes, nothing encoded.
#include <cstdint>
#include <stdexcept>
#include <string>

#include <unistd.h>
#include <zmq.h>

#include "peers/answers.hpp"
#include "peers/forked.hpp"

namespace {

constexpr int one_way_count = 200'000;

class socket {
public:
  socket(const std::string& name, bool serves) : context_(::zmq_ctx_new()), socket_(::zmq_socket(context_, ZMQ_PAIR)) {
    if ((serves ? ::zmq_bind(socket_, name.c_str()) : ::zmq_connect(socket_, name.c_str())) != 0)
      throw std::runtime_error(std::string("ZeroMQ: ") + ::zmq_strerror(::zmq_errno()));
  }
  void send(const void* bytes, std::size_t size) { ::zmq_send(socket_, bytes, size, 0); }
  std::size_t receive(void* bytes, std::size_t size) {
    return static_cast<std::size_t>(::zmq_recv(socket_, bytes, size, 0));
  }

private:
  void* context_;
  void* socket_;
};

// A message of four bytes is a request and comes back; a reading does not.
void serve(const std::string& name) {
  socket end{name, true};
  for (;;) {
    char bytes[sizeof(bench::reading)];
    if (const std::size_t size = end.receive(bytes, sizeof bytes); size == sizeof(int))
      end.send(bytes, size);
  }
}

} // namespace

int main() {
  const std::string name = "ipc://@troupe-bench-" + std::to_string(::getpid());
  const bench::forked other{[&] { serve(name); }}; // before the context: it starts threads
  socket end{name, false};
  const auto round_trip = [&] {
    int value = 1;
    end.send(&value, sizeof value);
    end.receive(&value, sizeof value);
  };
  const auto batch = [&] {
    for (int i = 0; i < one_way_count; ++i) {
      const bench::reading what{1, 2.0, i};
      end.send(&what, sizeof what);
    }
    round_trip();
  };
  const auto place = [&](bench::placement where) {
    bench::pin_first(::getpid(), where);
    other.place(where);
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
