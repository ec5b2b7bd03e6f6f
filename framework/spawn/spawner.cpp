#include "spawn/spawner.hpp"

#include <cerrno>
#include <thread>
#include <variant>

#include "os/fault_point.hpp"
#include "os/process_facts.hpp"
#include "os/readiness.hpp"
#include "os/reap.hpp"
#include "spawn/appearance.hpp"
#include "spawn/fresh_image.hpp"
#include "spawn/lifeline.hpp"
#include "spawn/outbox.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::spawn {

namespace {

constexpr auto patience = std::chrono::milliseconds(800);     // with a guard that should sweep and end
constexpr auto longest_end = std::chrono::milliseconds(1000); // of a loss, until it is told
constexpr auto longest_death = std::chrono::seconds(5);       // of what was killed, where a processor is hard to get
constexpr auto look_again = std::chrono::milliseconds(2);     // for what was killed and is not gone yet

constexpr const char* no_room_text =
  "its process descriptor found no room in this process: raise the limit of open files (ulimit -n) or close some";

} // namespace

struct spawner::state {
  state(std::array<int, 3> region, const std::string& run_mark) : state(os::packet_socket::pair(), region, run_mark) {}
  ~state();

  void request(const plan& what);
  void dispatch(listener& to);
  [[nodiscard]] int descriptor() const noexcept { return ready_.descriptor(); }

private:
  enum class phase : std::uint8_t { serving, losing, lost };

  state(std::pair<os::packet_socket, os::packet_socket>&& ends, std::array<int, 3> region, const std::string& run_mark);
  lifeline start(os::packet_socket&& far_end, std::array<int, 3> region, const std::string& run_mark);
  lifeline hold(int guard_pid, const std::string& run_mark);

  void flush();
  void hear(listener& to);
  void tell(listener& to, hello&& what);
  void tell(listener& to, spawned&& what);
  void tell(listener& to, not_spawned&& what) { to.on_not_spawned(std::move(what)); }
  void tell(listener& to, const gone& what);
  void stop_hearing();
  void look_for_loss();
  void get_over_loss(listener& to);
  void end();

  os::readiness ready_;
  os::packet_socket socket_;
  outbox out_{socket_};
  lifeline line_;
  bool is_hearing_ = true;
  phase phase_ = phase::serving;
  os::time_point give_up_ = os::never; ///< when who should end by itself is killed
  std::vector<worker_key> dropped_;    ///< called not started here, not yet told gone by the spawner
};

spawner::state::state(std::pair<os::packet_socket, os::packet_socket>&& ends, std::array<int, 3> region,
                      const std::string& run_mark)
  : socket_(std::move(ends.first)), line_(start(std::move(ends.second), region, run_mark)) {
  ready_.watch(socket_.descriptor());
  ready_.watch_once(line_.guard().descriptor());
}

spawner::state::~state() {
  if (phase_ != phase::lost)
    end();
}

// The root's own pidfd goes along: it names this process for sure, which a pid read later does not.
lifeline spawner::state::start(os::packet_socket&& far_end, std::array<int, 3> region, const std::string& run_mark) {
  const auto self = os::pidfd::open(os::own_pid());
  const int pid = start_guard({far_end.descriptor(), self.descriptor(), region, os::own_pid()}, run_mark);
  os::pass_fault_point("spawn.root.guard_started");
  far_end.close();
  return hold(pid, run_mark);
}

lifeline spawner::state::hold(int guard_pid, const std::string& run_mark) {
  try {
    return {guard_pid, run_mark};
  } catch (const no_resource&) {
    socket_.close(); // which ends the spawner and with it the guard
    os::wait_and_reap(guard_pid);
    throw;
  }
}

void spawner::state::request(const plan& what) {
  if (phase_ == phase::lost)
    throw invalid_state("this spawner is lost: make another");
  out_.put(write(what));
  ready_.watch_room(socket_.descriptor(), !out_.is_empty());
}

void spawner::state::dispatch(listener& to) {
  if (phase_ == phase::lost)
    return;
  ready_.take_note();
  if (is_hearing_) {
    flush();
    hear(to);
  }
  if (phase_ == phase::serving)
    look_for_loss();
  if (phase_ == phase::losing)
    get_over_loss(to);
}

void spawner::state::flush() {
  if (out_.is_empty())
    return;
  out_.flush();
  ready_.watch_room(socket_.descriptor(), !out_.is_empty());
}

void spawner::state::hear(listener& to) {
  os::packet packet;
  for (;;) {
    const auto result = receive_next(socket_, packet);
    if (result == os::packet_result::would_wait)
      return;
    if (result == os::packet_result::closed)
      return stop_hearing();
    std::visit([&](auto&& what) { tell(to, std::forward<decltype(what)>(what)); }, read_answer(std::move(packet)));
  }
}

void spawner::state::tell(listener&, hello&& what) {
  if (!what.pidfd)
    return; // no room for it: the guard and the socket tell of its end as well
  ready_.watch_once(what.pidfd.get());
  line_.know_spawner(os::pidfd{std::move(what.pidfd)});
}

void spawner::state::tell(listener& to, spawned&& what) {
  if (what.pidfd)
    return to.on_spawned(std::move(what));
  dropped_.push_back({what.number, what.incarnation});
  out_.put(write(drop{what.number, what.incarnation}));
  to.on_not_spawned({what.number, what.incarnation, EMFILE,
                     "worker " + std::to_string(what.number) + " was not started: " + no_room_text});
}

void spawner::state::tell(listener& to, const gone& what) {
  if (std::erase(dropped_, worker_key{what.number, what.incarnation}) == 0)
    to.on_gone({what.number, what.incarnation, what.how});
}

void spawner::state::stop_hearing() {
  ready_.forget(socket_.descriptor());
  is_hearing_ = false;
}

void spawner::state::look_for_loss() {
  if (is_hearing_ && !line_.guard().has_ended())
    return;
  phase_ = phase::losing;
  give_up_ = os::deadline_after(patience);
  ready_.set_alarm(patience);
}

void spawner::state::get_over_loss(listener& to) {
  const auto late = os::clock::now() - give_up_;
  if (late >= os::duration{})
    line_.kill_both();
  const bool is_over = line_.are_both_gone() && line_.sweep();
  if (!is_over && late < longest_end) { // longer than that only for what the kernel cannot kill
    if (line_.are_both_gone() || late >= os::duration{})
      ready_.set_alarm(look_again);
    return;
  }
  phase_ = phase::lost;
  ready_.set_alarm({});
  to.on_spawner_lost(line_.story());
}

void spawner::state::end() {
  if (is_hearing_)
    out_.put(write(stop{}));
  os::pass_fault_point("spawn.end.asked");
  socket_.close();
  if (!line_.guard().wait_ended(os::deadline_after(patience)))
    line_.kill_both();
  os::pass_fault_point("spawn.end.guard_ended");
  const auto limit = os::deadline_after(longest_death);
  line_.wait_both_gone(limit);
  while (!line_.sweep() && os::clock::now() < limit)
    std::this_thread::sleep_for(look_again);
}

spawner::spawner(std::array<int, 3> region, const std::string& run_mark)
  : state_(std::make_unique<state>(region, run_mark)) {}

spawner::~spawner() = default;

int spawner::descriptor() const noexcept { return state_->descriptor(); }

void spawner::request(const plan& what) { state_->request(what); }

void spawner::dispatch(listener& to) { state_->dispatch(to); }

} // namespace troupe::rooms::spawn
