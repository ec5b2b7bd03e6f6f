#include "wrong_sender.hpp"

#include <unistd.h>

#include "mailbox/estate.hpp"
#include "mailbox/inside.hpp"

namespace troupe::tests {

namespace {

using namespace rooms::mailbox;

constexpr std::size_t shown = 64 * page; // the directory, the first lane block, and the first grown ring
constexpr std::uint32_t first_reader_page = 2;

struct plain_frame {
  std::size_t words;
};

void write_plain(const void* self, std::uint64_t* out) {
  const auto& frame = *static_cast<const plain_frame*>(self);
  for (std::size_t i = 0; i < frame.words; ++i)
    out[i] = i;
}

// Believes nothing and looks at both ends of everything.
class wary_sink : public record_sink {
public:
  void on_record(inbound&& in) override {
    if (!in.words.empty())
      sum_ = sum_ + in.words.front() + in.words.back();
    in.claim.taken();
  }
  void on_bad_lane(address, const char*) override { ++bad; }
  unsigned bad = 0;

private:
  volatile std::uint64_t sum_ = 0;
};

void send_frames(endpoint& from, address to, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    const plain_frame frame{i % 16 == 9 ? 700U : 1 + i % 40};
    (void)from.try_send(to, i % 3 == 0 ? channel::control : channel::data, {frame.words, write_plain, &frame});
  }
}

} // namespace

wrong_sender::wrong_sender(std::shared_ptr<region> where, address self)
  : mail(where, self), pages_(where->inside().mail, range_of(self.slot), shown, rooms::os::access::read_write) {}

void wrong_sender::scribble(std::uint32_t at, std::uint8_t byte) noexcept {
  const std::uint32_t number = at / page;
  const bool is_lane_block = number > first_reader_page && number < first_reader_page + 6;
  const bool is_grown_ring = number > 8 && number < 8 + 17;
  if (number < first_reader_page || is_lane_block || is_grown_ring)
    pages_.data()[at] = static_cast<std::byte>(byte);
}

void wrong_sender::ring(slot_id whom) { mail.where().inside().bell_of(whom).announce(mail.self().slot); }

wrong_lanes::wrong_lanes()
  : where_(region::create({.slots = 64})), own_(where_->claim("house")), reader_(where_, own_) {}

// The house looks at what the one that lost its mind has left, and a sane life goes on there.
address wrong_lanes::come_back(address who, record_sink& got) {
  where_->set_gone(who.slot, {ending_kind::signalled, 11}, true);
  settle_estate(*where_, who.slot, [](const left_record&) { return fate::stays; });
  const address next = where_->revive(who.slot);
  endpoint mail{where_, next};
  mail.drain(got);
  send_frames(mail, own_, 40);
  reader_.drain(got);
  reader_.drain(got);
  return next;
}

void wrong_lanes::feed(std::span<const std::uint8_t> bytes) {
  if (bytes.empty())
    return;
  address who = where_->claim("wrong");
  wary_sink got;
  {
    wrong_sender wrong{where_, who};
    send_frames(wrong.mail, own_, bytes[0]);
    if (bytes[0] % 2 == 1) // the reader is in the middle of it
      reader_.drain(got, 3);
    for (std::size_t i = 1; i + 2 < bytes.size(); i += 3)
      wrong.scribble(bytes[i] | static_cast<std::uint32_t>(bytes[i + 1]) << 8, bytes[i + 2]);
    wrong.ring(own_.slot);
    reader_.drain(got);
    reader_.drain(got);
  }
  if (bytes[0] % 4 > 1)
    who = come_back(who, got);
  where_->set_gone(who.slot, {ending_kind::signalled, 11}, false);
  reader_.drain_from(who.slot, got);
  reader_.forget(who);
  (void)reader_.take_attention();
  where_->sweep();
  complaints_ += got.bad;
}

} // namespace troupe::tests
