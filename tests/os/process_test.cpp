#include <algorithm>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include "os/event_fd.hpp"
#include "os/features.hpp"
#include "os/fork.hpp"
#include "os/process_facts.hpp"
#include "os/process_settings.hpp"
#include "os/random.hpp"
#include "os/reap.hpp"
#include "os/signals.hpp"
#include "support/child.hpp"
#include "support/run.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {
namespace {

using testing::Contains;
using testing::ElementsAre;

int pause_for_ever() {
  for (;;)
    ::pause();
}

TEST(ProcessFacts, A_thread_has_an_id_of_its_own_and_the_processs_pid) {
  int tid = 0;
  std::thread{[&] { tid = own_tid(); }}.join();
  EXPECT_EQ(own_tid(), own_pid());
  EXPECT_NE(tid, own_tid());
}

TEST(ProcessFacts, Lists_children_and_descendants_parents_first) {
  const tests::shared_object<std::atomic<int>> grandchild{0};
  tests::child middle{[&] {
    tests::child leaf{pause_for_ever};
    grandchild->store(leaf.pid());
    return pause_for_ever();
  }};
  ASSERT_TRUE(tests::wait_until([&] { return grandchild->load() != 0; }));
  EXPECT_THAT(children_of(own_pid()), ElementsAre(middle.pid()));
  EXPECT_THAT(descendants_of(own_pid()), ElementsAre(middle.pid(), grandchild->load()));
  const auto leaf = pidfd::open(*grandchild);
  leaf.signal(SIGKILL);
  middle.kill();
  middle.wait();
}

TEST(ProcessFacts, A_process_is_found_by_the_environment_it_was_started_with) {
  EXPECT_THAT(processes_with_environment(tests::program_mark()), Contains(own_pid()));
  EXPECT_TRUE(has_environment(own_pid(), tests::program_mark()));
  const tests::child forked{pause_for_ever};
  EXPECT_THAT(processes_with_environment(tests::program_mark()), Contains(forked.pid()));
}

TEST(ProcessFacts, Part_of_an_entry_and_a_later_setenv_are_not_found) {
  const auto& mark = tests::program_mark();
  EXPECT_FALSE(has_environment(own_pid(), mark.substr(0, mark.size() - 1)));
  const tests::scoped_variable later{"TROUPE_LATER", "yes"};
  EXPECT_FALSE(has_environment(own_pid(), "TROUPE_LATER=yes"));
}

TEST(ProcessFacts, State_is_one_letter_and_nothing_for_the_gone) {
  EXPECT_EQ(process_state(own_pid()), 'R');
  const tests::child sleeper{pause_for_ever};
  sleeper.stop();
  EXPECT_EQ(process_state(sleeper.pid()), 'T');
  EXPECT_EQ(process_state(1 << 30), 0);
}

TEST(ProcessFacts, A_name_with_parentheses_does_not_confuse) {
  const tests::child odd{[] {
    set_thread_name(") Z 1 (");
    return pause_for_ever();
  }};
  const auto name_file = "/proc/" + std::to_string(odd.pid()) + "/comm";
  ASSERT_TRUE(tests::wait_until([&] {
    std::string name;
    std::getline(std::ifstream{name_file}, name);
    return name == ") Z 1 (";
  }));
  EXPECT_THAT(children_of(own_pid()), ElementsAre(odd.pid()));
}

TEST(ProcessSettings, A_child_dies_with_its_parent) {
  const tests::shared_object<std::atomic<int>> grandchild{0};
  tests::child middle{[&] {
    const int self = own_pid();
    const tests::child leaf{[&] {
      if (die_with_parent(self))
        grandchild->store(own_pid());
      return pause_for_ever();
    }};
    return pause_for_ever();
  }};
  ASSERT_TRUE(tests::wait_until([&] { return grandchild->load() != 0; }));
  const auto leaf = pidfd::open(*grandchild);
  middle.kill();
  EXPECT_TRUE(leaf.wait_ended(deadline_after(tests::patience)));
  middle.wait();
}

TEST(ProcessSettings, A_parent_that_is_gone_already_is_noticed) {
  const int not_the_parent = own_pid();
  const auto how = tests::run_in_child(
    [&] { return tests::run_in_child([&] { return die_with_parent(not_the_parent) ? 1 : 0; }).code; });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(ProcessSettings, A_subreaper_gets_the_orphans) {
  const auto how = tests::run_in_child([] {
    become_subreaper();
    const event_fd go;
    static_cast<void>(tests::run_in_child([&] {
      if (fork_process() == 0)
        ::_exit(11);
      return 0;
    }));
    std::optional<ended_child> orphan;
    EXPECT_TRUE(tests::wait_until([&] { return (orphan = reap_any_child()).has_value(); }));
    return orphan && orphan->how.code == 11 ? 0 : 1;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(ProcessSettings, The_oom_score_is_what_was_set) {
  const auto how = tests::run_in_child([] {
    EXPECT_TRUE(set_oom_score(200));
    int score = 0;
    std::ifstream{"/proc/self/oom_score_adj"} >> score;
    EXPECT_FALSE(set_oom_score(5000)) << "out of range";
    return score == 200 ? 0 : 1;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(ProcessSettings, A_process_leaves_its_parents_group) {
  const int group = ::getpgrp();
  const auto how = tests::run_in_child([&] {
    leave_process_group();
    return ::getpgrp() == own_pid() && ::getpgrp() != group ? 0 : 1;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(Signals, Blocked_signals_wait_until_the_end_of_the_scope) {
  const auto how = tests::run_in_child([] {
    static volatile std::sig_atomic_t got = 0;
    const signal_disposition count{SIGUSR1, [](int) { got = got + 1; }};
    {
      const blocked_signals all;
      ::raise(SIGUSR1);
      EXPECT_EQ(got, 0);
    }
    EXPECT_EQ(got, 1);
    {
      const blocked_signals other{SIGUSR2};
      ::raise(SIGUSR1);
    }
    return got == 2 ? 0 : 1;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

void first_handler(int) {}
void second_handler(int) {}

signal_handler handler_of(int number) {
  struct sigaction action{};
  ::sigaction(number, nullptr, &action);
  return action.sa_handler;
}

TEST(Signals, A_disposition_is_given_back_unless_somebody_took_it) {
  EXPECT_TRUE(has_default_disposition(SIGUSR1));
  {
    const signal_disposition mine{SIGUSR1, first_handler};
    EXPECT_EQ(handler_of(SIGUSR1), first_handler);
    EXPECT_FALSE(has_default_disposition(SIGUSR1));
  }
  EXPECT_TRUE(has_default_disposition(SIGUSR1));
  {
    const signal_disposition mine{SIGUSR1, first_handler};
    ::signal(SIGUSR1, second_handler);
  }
  EXPECT_EQ(handler_of(SIGUSR1), second_handler);
  ::signal(SIGUSR1, SIG_DFL);
}

TEST(Signals, Ignored_is_not_the_default_and_reset_makes_it_so) {
  const auto how = tests::run_in_child([] {
    ignore_signal(SIGINT);
    EXPECT_FALSE(has_default_disposition(SIGINT));
    ::raise(SIGINT);
    const blocked_signals all;
    reset_all_signals();
    EXPECT_TRUE(has_default_disposition(SIGINT));
    ::raise(SIGINT);
    return 1;
  });
  EXPECT_EQ(how, (ending{ending_kind::signalled, SIGINT}));
}

TEST(Random, Two_marks_differ_and_have_two_digits_for_each_byte) {
  std::set<std::string> marks;
  for (int i = 0; i < 100; ++i)
    marks.insert(random_hex(12));
  EXPECT_EQ(marks.size(), 100U);
  EXPECT_THAT(marks, testing::Each(testing::SizeIs(24)));
  EXPECT_THAT(*marks.begin(), testing::MatchesRegex("[0-9a-f]*"));
}

TEST(Features, Missing_is_enosys_or_eperm) {
  EXPECT_TRUE(is_missing(ENOSYS));
  EXPECT_TRUE(is_missing(EPERM));
  EXPECT_FALSE(is_missing(EMFILE));
  EXPECT_FALSE(is_missing(0));
}

TEST(Features, What_is_found_is_what_the_kernel_has) {
  EXPECT_TRUE(kernel_features().pidfd);
  EXPECT_TRUE(kernel_features().memfd);
  EXPECT_EQ(kernel_features().close_range, ::syscall(SYS_close_range, ~0U, ~0U, 0) == 0);
  EXPECT_NO_THROW(require_features());
}

TEST(Features, A_kernel_without_pidfds_is_refused_with_a_sentence) {
  try {
    require_features({.memfd = true, .close_range = true, .pidfd = false});
    ADD_FAILURE() << "went on without pidfds";
  } catch (const no_resource& refused) {
    EXPECT_THAT(refused.what(), testing::HasSubstr("Linux 5.4"));
  }
}

} // namespace
} // namespace troupe::rooms::os
