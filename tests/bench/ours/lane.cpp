// Troupe's lanes alone, without types and actors: the part of a message's time that is the mailbox.
#include <array>
#include <cstdint>
#include <memory>

#include <sched.h>
#include <unistd.h>

#include "mailbox/endpoint.hpp"
#include "peers/answers.hpp"
#include "peers/forked.hpp"

namespace {

using namespace troupe::rooms;

constexpr std::size_t frame_words = 15; ///< of a 3-field struct with its envelope
constexpr int one_way_count = 1'000'000;
constexpr int spins = 20'000;

class side final : public mailbox::record_sink {
public:
  side(std::shared_ptr<mailbox::region> where, mailbox::address self, mailbox::address other)
    : mail_(std::move(where), self), other_(other) {}

  void send(bool answer) {
    std::array<std::uint64_t, frame_words> words{answer};
    const auto write = [](const void* from, std::uint64_t* out) {
      std::copy_n(static_cast<const std::uint64_t*>(from), frame_words, out);
    };
    while (mail_.try_send(other_, mailbox::channel::data, {frame_words, write, words.data()}) ==
           mailbox::send_result::full)
      mail_.wait_for_space(other_, troupe::rooms::os::never);
  }
  /// Waits for mail, spins first.
  void receive() {
    for (int i = 1; !mail_.has_mail() && i < spins; ++i) {
      __builtin_ia32_pause();
      if (i % 64 == 0)
        ::sched_yield();
    }
    if (!mail_.has_mail())
      mail_.park(troupe::rooms::os::never);
    mail_.take_attention();
    mail_.drain(*this);
  }
  void round_trip() {
    answered_ = false;
    send(true);
    while (!answered_)
      receive();
  }
  [[noreturn]] void serve() {
    serves_ = true;
    for (;;)
      receive();
  }

private:
  void on_record(mailbox::inbound&& in) override {
    const bool wants_answer = in.words[0] != 0;
    in.claim.done();
    answered_ = true;
    if (serves_ && wants_answer)
      send(false);
  }
  void on_bad_lane(mailbox::address, const char*) override { ::_exit(1); }

  mailbox::endpoint mail_;
  mailbox::address other_;
  bool serves_ = false;
  bool answered_ = false;
};

} // namespace

int main() {
  const auto region = mailbox::region::create({});
  const mailbox::address here = region->claim("here");
  const mailbox::address there = region->claim("there");
  region->set_live(here.slot, ::getpid());
  const bench::forked other{[&] { side{region, there, here}.serve(); }};
  region->set_live(there.slot, 0);
  side near{region, here, there};
  const auto batch = [&] {
    for (int i = 0; i < one_way_count; ++i)
      near.send(false);
    near.round_trip();
  };
  const auto measured = [&](auto measure) -> bench::answer {
    return [&other, &near, measure](bench::placement where) -> std::vector<double> {
      other.place(where);
      near.round_trip();
      return {measure()};
    };
  };
  return bench::answer_all({
    {"round_trip", measured([&] { return bench::time_of_hot([&] { near.round_trip(); }); })},
    {"parked", measured([&] { return bench::time_of_parked([&] { near.round_trip(); }); })},
    {"one_way", measured([&] { return bench::rate_of(one_way_count, batch); })},
  });
}
