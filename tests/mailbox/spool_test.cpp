/// Records that are kept for long: what is behind them flows on.
#include <gtest/gtest.h>

#include "mail.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;

TEST(Spool, A_record_that_pins_its_ring_moves_and_the_lane_flows_on) {
  small_system all;
  const address worker = all.add();
  endpoint main{all.where, all.main};
  endpoint mail{all.where, worker};
  class keeps_first : public counting_sink {
  public:
    void on_record(inbound&& in) {
      if (in.words[0] == 0)
        first = std::move(in.claim);
      counting_sink::on_record(std::move(in));
    }
    record first;
  };
  class sink : public record_sink {
  public:
    void on_record(inbound&& in) override { inner.on_record(std::move(in)); }
    void on_bad_lane(address from, const char* what) override { inner.on_bad_lane(from, what); }
    keeps_first inner;
  } got;
  std::uint64_t sent = 0;
  for (; sent < 100000; ++sent) {
    ASSERT_EQ(send_number(main, worker, sent), send_result::sent) << "pinned";
    if (sent % 20 == 0)
      mail.drain(got);
    if (sent % 1000 == 0)
      main.tidy();
  }
  mail.drain(got);
  EXPECT_EQ(got.inner.next, sent);
  EXPECT_LT(all.where->allocated(), std::uint64_t{1} << 20) << "one kept record made the lane grow";
  got.inner.first.taken();
  got.inner.first.done();
  mail.drain(got);
  mail.tidy();
}

TEST(Spool, A_kept_large_record_does_not_stop_large_ones_behind_it) {
  small_system all;
  const address worker = all.add();
  constexpr std::size_t words = 1 << 20; // 8 MiB: the lane's share of the arena holds eight
  child other{[&] {
    endpoint mail{attach_again(*all.where), worker};
    collector got;
    got.hold = true;
    pump_until(mail, got, [&] {
      for (std::size_t i = 1; i < got.items.size(); ++i)
        got.items[i].claim.done();
      return got.items.size() == 30;
    });
    return got.counts_from(0) ? 0 : 1;
  }};
  endpoint main{all.where, all.main};
  for (std::uint64_t i = 0; i < 30; ++i)
    ASSERT_EQ(send_patiently(main, worker, i, words), send_result::sent);
  EXPECT_EQ(exit_code(other.wait()), 0);
}
