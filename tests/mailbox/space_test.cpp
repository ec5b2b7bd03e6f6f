/// Full lanes and memory limits: what happens when something has to give.
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <thread>

#include "mail.hpp"
#include "mailbox/growth.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/ring_view.hpp"
#include "mailbox/status.hpp"
#include "os/fault_point.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "troupe/error.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;

namespace {

constexpr ending killed{ending_kind::signalled, 9};

std::uint64_t fill(endpoint& from, address to, std::size_t words = 14, std::uint64_t first = 0) {
  std::uint64_t sent = first;
  while (send_number(from, to, sent, words) == send_result::sent)
    ++sent;
  return sent;
}

} // namespace

TEST(Space, Waiting_ends_when_the_receiver_reads) {
  small_system all;
  const address worker = all.add();
  constexpr std::uint64_t frames = 60000; // several times what fits
  child other{[&] {
    endpoint mail{attach_again(*all.where), worker};
    counting_sink got;
    pump_until(mail, got, [&] { return got.next == frames; });
    return 0;
  }};
  endpoint main{all.where, all.main};
  for (std::uint64_t i = 0; i < frames; ++i)
    ASSERT_EQ(send_patiently(main, worker, i, 1 + i % 90), send_result::sent);
  EXPECT_EQ(exit_code(other.wait()), 0);
}

TEST(Space, Waiting_ends_at_its_deadline_and_at_the_death_of_the_receiver) {
  small_system all;
  const address worker = all.add();
  endpoint main{all.where, all.main};
  fill(main, worker);
  main.wait_for_space(worker, os::deadline_after(std::chrono::milliseconds(5)));
  EXPECT_EQ(send_number(main, worker, 0), send_result::full);
  std::thread undertaker{[&] { all.where->set_gone(worker.slot, killed, false); }};
  send_result result = send_result::full;
  while (result == send_result::full) {
    main.wait_for_space(worker, os::deadline_after(patience));
    result = send_number(main, worker, 0);
  }
  undertaker.join();
  EXPECT_EQ(result, send_result::peer_gone);
}

TEST(Space, A_waiting_pump_returns_for_mail_of_its_own) {
  small_system all;
  const address worker = all.add();
  endpoint main{all.where, all.main};
  endpoint mail{all.where, worker};
  collector got;
  main.drain(got);
  fill(main, worker);
  ASSERT_EQ(send_number(mail, all.main, 3), send_result::sent);
  main.wait_for_space(worker, os::deadline_after(patience));
  main.drain(got);
  EXPECT_EQ(got.items.size(), 1U);
}

TEST(Space, A_stopped_receiver_fills_its_own_lane_and_nobody_elses) {
  small_system all;
  const address stopped = all.add();
  const address working = all.add();
  const auto echo = [&](address self) {
    return [&all, self] {
      endpoint mail{attach_again(*all.where), self};
      counting_sink got;
      send_number(mail, all.main, 1);
      pump_until(mail, got, [&] { return got.next >= 1000; });
      send_number(mail, all.main, 2);
      return 0;
    };
  };
  child first{echo(stopped)};
  child second{echo(working)};
  endpoint main{all.where, all.main};
  collector got;
  pump_until(main, got, [&] { return got.items.size() == 2; });
  first.stop();
  const std::uint64_t queued = fill(main, stopped);
  EXPECT_GT(queued, 1000U);
  for (std::uint64_t i = 0; i < 1000; ++i)
    ASSERT_EQ(send_number(main, working, i), send_result::sent);
  pump_until(main, got, [&] { return got.items.size() == 3; });
  EXPECT_EQ(exit_code(second.wait()), 0);
  first.resume();
  pump_until(main, got, [&] { return got.items.size() == 4; });
  EXPECT_EQ(exit_code(first.wait()), 0);
}

TEST(Space, Grown_rings_shrink_when_they_are_empty) {
  small_system all;
  const address worker = all.add();
  endpoint main{all.where, all.main};
  endpoint mail{all.where, worker};
  ASSERT_EQ(send_number(main, worker, 0), send_result::sent);
  const std::uint64_t before = all.where->allocated();
  counting_sink got;
  for (int round = 0; round < 5; ++round) {
    const std::uint64_t sent = fill(main, worker, 14, got.next == 0 ? 1 : got.next);
    EXPECT_GT(all.where->allocated(), before + (std::uint64_t{1} << 20));
    pump_until(mail, got, [&] { return got.next == sent; });
    mail.drain(got);
    main.tidy();
    mail.drain(got);
    main.take_attention();
    main.tidy();
    EXPECT_LE(all.where->allocated(), before + 8192);
  }
}

TEST(Space, Trimming_shrinks_grown_rings_that_were_not_used_since_the_last_time) {
  small_system all;
  const address used = all.add();
  const address unused = all.add();
  endpoint main{all.where, all.main};
  endpoint first{all.where, used};
  endpoint second{all.where, unused};
  counting_sink got, got_too;
  ASSERT_EQ(send_number(main, used, 0), send_result::sent);
  ASSERT_EQ(send_number(main, unused, 0), send_result::sent);
  const std::uint64_t before = all.where->allocated();
  const std::uint64_t sent = fill(main, used, 14, 1);
  const std::uint64_t sent_too = fill(main, unused, 14, 1);
  pump_until(first, got, [&] { return got.next == sent; });
  pump_until(second, got_too, [&] { return got_too.next == sent_too; });
  main.trim();
  for (std::uint64_t round = 0; round < 2; ++round) {
    ASSERT_EQ(send_number(main, used, sent + round), send_result::sent);
    main.trim();
    first.drain(got);
    second.drain(got_too);
    main.take_attention();
  }
  EXPECT_GT(all.where->allocated(), before + (std::uint64_t{1} << 20));
  EXPECT_LT(all.where->allocated(), before + (std::uint64_t{3} << 19));
}

TEST(Space, Grown_rings_of_many_full_lanes_keep_within_a_bound_for_all_processes) {
  small_system all{{.slots = 1024}};
  std::vector<std::unique_ptr<endpoint>> senders;
  senders.push_back(std::make_unique<endpoint>(all.where, all.main));
  for (int i = 0; i < 3; ++i)
    senders.push_back(std::make_unique<endpoint>(all.where, all.add()));
  std::vector<address> receivers;
  for (int i = 0; i < 200; ++i)
    receivers.push_back(all.add());
  for (const auto& sender : senders)
    for (const address receiver : receivers)
      ASSERT_EQ(send_number(*sender, receiver, 0), send_result::sent);
  const std::uint64_t before = all.where->allocated();
  EXPECT_GT(fill(*senders[0], receivers[0]), 7'000U); // the first may have a megabyte
  for (const auto& sender : senders)
    for (const address receiver : receivers) {
      const bool is_full = sender == senders[0] && receiver == receivers[0];
      EXPECT_TRUE(is_full || fill(*sender, receiver) > 70) << "everybody has its first ring";
    }
  EXPECT_GT(all.where->allocated(), before + most_grown_bytes / 2);
  EXPECT_LT(all.where->allocated(), before + most_grown_bytes);
}

TEST(Space, The_limit_of_the_region_is_kept_and_what_is_freed_can_be_used_again) {
  small_system all{{.memory = 4 << 20, .slots = 64}};
  const address worker = all.add();
  endpoint main{all.where, all.main};
  endpoint mail{all.where, worker};
  std::uint64_t sent = 0;
  send_result result = send_result::sent;
  for (; result == send_result::sent; ++sent)
    result = send_number(main, worker, sent, 40000);
  EXPECT_EQ(result, send_result::full) << "the reader will give back what it has";
  EXPECT_LE(all.where->allocated(), std::uint64_t{4} << 20);
  counting_sink got;
  while (mail.has_mail())
    mail.drain(got);
  EXPECT_EQ(got.next, sent - 1);
  mail.drain(got);
  EXPECT_EQ(send_number(main, worker, sent - 1, 40000), send_result::sent);
}

TEST(Space, Memory_that_the_readers_of_other_lanes_have_is_waited_for) {
  small_system all{{.memory = 4 << 20, .slots = 64}};
  const address worker = all.add(), worker_too = all.add();
  endpoint main{all.where, all.main};
  endpoint mail{all.where, worker};
  ASSERT_EQ(send_number(main, worker_too, 0), send_result::sent);
  for (std::uint64_t sent = 0; send_number(main, worker, sent, 40000) == send_result::sent; ++sent) {
  }
  EXPECT_EQ(send_number(main, worker_too, 1, 40000), send_result::full);
  main.wait_for_space(worker_too, os::deadline_after(std::chrono::milliseconds(20))); // in vain, and not for ever
  EXPECT_EQ(send_number(main, worker_too, 1, 40000), send_result::full);
  counting_sink got;
  while (mail.has_mail())
    mail.drain(got);
  mail.drain(got);
  main.wait_for_space(worker_too, os::deadline_after(std::chrono::milliseconds(20)));
  EXPECT_EQ(send_number(main, worker_too, 1, 40000), send_result::sent);
}

TEST(Space, Memory_that_others_have_is_not_waited_for) {
  small_system all{{.memory = 4 << 20, .slots = 64}};
  const address worker = all.add(), other = all.add();
  endpoint main{all.where, all.main}, hoarder{all.where, other};
  ASSERT_EQ(send_number(main, worker, 0), send_result::sent);
  for (std::uint64_t sent = 0; send_number(hoarder, worker, sent, 40000) == send_result::sent; ++sent) {
  }
  EXPECT_EQ(send_number(main, worker, 1, 40000), send_result::no_memory);
}

// The newest ring is empty, and what is over the limit lies in an older one: nobody rings when that is freed.
TEST(Space, Room_that_an_older_ring_would_make_is_waited_for_with_a_rest) {
  small_system all;
  const address worker = all.add();
  endpoint main{all.where, all.main};
  endpoint mail{all.where, worker};
  region::layout& in = all.where->inside();
  const auto has_grown = [&] {
    const ring_view first{in, all.main.slot, in.directory(all.main.slot)[worker.slot].data.load(),
                          os::access::read_only, os::access::read_only};
    return first.writer().successor.load() != 0;
  };
  std::uint64_t sent = 0;
  do {
    ASSERT_EQ(send_number(main, worker, sent++), send_result::sent);
  } while (!has_grown());
  collector got;
  got.hold = true;
  mail.drain(got, 2 * sent);
  ASSERT_EQ(got.items.size(), sent);
  got.items.back().claim.done();
  mail.drain(got);
  all.where->set_rules(worker.slot, {.limit = 1024});
  ASSERT_EQ(send_number(main, worker, sent), send_result::full);
  const os::time_point began = os::clock::now();
  main.wait_for_space(worker, os::deadline_after(patience));
  EXPECT_GE(os::clock::now() - began, std::chrono::milliseconds(5));
  for (auto& each : got.items)
    each.claim.done();
  mail.drain(got);
  EXPECT_EQ(send_number(main, worker, sent), send_result::sent);
}

TEST(Space, A_new_lane_without_memory_is_refused_whole) {
  small_system all{{.memory = 600 << 10, .slots = 64}};
  endpoint main{all.where, all.main};
  std::vector<address> workers;
  try {
    for (;;)
      workers.push_back(all.add());
  } catch (const no_resource&) {
  }
  ASSERT_GT(workers.size(), 3U);
  std::size_t reached = 0; // what claiming left may do for a lane or two
  while (send_number(main, workers[reached], 1) == send_result::sent)
    ++reached;
  const std::uint64_t before = all.where->allocated();
  for (std::size_t i = reached; i < workers.size(); ++i)
    EXPECT_EQ(send_number(main, workers[i], 1), send_result::no_memory);
  EXPECT_EQ(all.where->allocated(), before);
  all.where->set_gone(workers.back().slot, killed, false);
  all.where->set_gone(workers[workers.size() - 2].slot, killed, false);
  all.where->sweep();
  EXPECT_EQ(send_number(main, workers[reached], 1), send_result::sent);
}

TEST(Space, A_host_without_memory_refuses_at_every_step_and_leaves_nothing) {
  small_system all;
  const address worker = all.add();
  endpoint main{all.where, all.main};
  const std::uint64_t before = all.where->allocated();
  for (unsigned nth = 1; nth <= 2; ++nth) {
    const scoped_fault full{"os.shared_file.reserve", os::fault_action::fail, nth, ENOSPC};
    EXPECT_EQ(send_number(main, worker, 1), send_result::no_memory);
    EXPECT_EQ(all.where->allocated(), before);
  }
  ASSERT_EQ(send_number(main, worker, 0), send_result::sent);
  const std::uint64_t with_lane = all.where->allocated();
  {
    const scoped_fault full{"os.shared_file.reserve", os::fault_action::fail, 1, ENOSPC};
    const scoped_fault again{"os.shared_file.reserve", os::fault_action::fail, 1, ENOSPC};
    EXPECT_EQ(send_number(main, worker, 1, 5000), send_result::no_memory);
  }
  EXPECT_EQ(all.where->allocated(), with_lane);
  {
    const scoped_fault full{"os.shared_file.reserve", os::fault_action::fail, 1, ENOSPC};
    EXPECT_THROW(all.where->claim("none"), no_resource);
  }
  EXPECT_EQ(all.where->allocated(), with_lane);
}

TEST(Space, A_ring_that_cannot_grow_is_full_until_it_is_read) {
  small_system all;
  const address worker = all.add();
  endpoint main{all.where, all.main};
  endpoint mail{all.where, worker};
  ASSERT_EQ(send_number(main, worker, 0), send_result::sent);
  std::uint64_t sent = 1;
  {
    const scoped_fault full{"os.shared_file.reserve", os::fault_action::fail, 1, ENOSPC};
    sent = fill(main, worker, 14, 1);
    EXPECT_LT(sent, 200U);
  }
  counting_sink got;
  mail.drain(got);
  EXPECT_EQ(got.next, sent);
}

TEST(Space, On_a_full_file_system_everybody_gets_an_answer_and_no_signal) {
  const temp_folder folder;
  const ending end = run_in_child([&] {
    if (!mount_small_tmpfs(folder.path(), 2 << 20))
      return 77;
    small_system all{{.slots = 64, .directory = folder.path()}};
    endpoint main{all.where, all.main};
    const address worker = all.add();
    endpoint mail{all.where, worker};
    std::uint64_t sent = 0;
    for (int round = 0; round < 20; ++round) {
      while (send_number(main, worker, sent, sent % 9 == 0 ? 9000 : 30) == send_result::sent)
        ++sent;
      counting_sink got;
      got.next = sent - (sent - got.next);
      collector all_of_it;
      while (mail.drain(all_of_it) != 0) {
      }
      EXPECT_TRUE(all_of_it.items.empty() || all_of_it.counts_from(all_of_it.items[0].number));
    }
    EXPECT_GT(sent, 100U);
    return testing::Test::HasFailure() ? 1 : 0;
  });
  if (exit_code(end) == 77)
    GTEST_SKIP() << "this host allows no mount";
  EXPECT_EQ(exit_code(end), 0);
}

TEST(Footprint, Five_hundred_idle_workers_fit_in_forty_megabytes_and_in_eighty_after_much_mail) {
  small_system all{{.slots = 1024}};
  endpoint main{all.where, all.main};
  std::vector<std::unique_ptr<endpoint>> workers;
  const auto exchange = [&](endpoint& worker, std::uint64_t count) {
    counting_sink got;
    counting_sink back;
    for (std::uint64_t i = 0; i < count; ++i) {
      ASSERT_EQ(send_number(main, worker.self(), i), send_result::sent);
      ASSERT_EQ(send_number(worker, all.main, i), send_result::sent);
      if (i % 100 == 99 || i + 1 == count) {
        worker.drain(got);
        main.drain(back);
      }
    }
    EXPECT_EQ(got.next, count);
    for (int round = 0; round < 2; ++round) { // what pumps do that have nothing to do
      worker.tidy();
      main.tidy();
      worker.drain(got);
      main.drain(back);
      worker.take_attention();
      main.take_attention();
    }
  };
  for (int i = 0; i < 500; ++i) {
    workers.push_back(std::make_unique<endpoint>(all.where, all.add()));
    exchange(*workers.back(), 1);
  }
  EXPECT_LT(all.where->allocated(), std::uint64_t{40} << 20);
  for (auto& worker : workers)
    exchange(*worker, 10000);
  main.tidy();
  EXPECT_LT(all.where->allocated(), std::uint64_t{80} << 20);
}
