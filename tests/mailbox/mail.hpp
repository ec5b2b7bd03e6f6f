/// What the mailbox tests share: a region with its first slots, frames that can be checked, a sink
/// that collects.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "mailbox/endpoint.hpp"
#include "support/child.hpp"

namespace troupe::tests {

namespace mailbox = rooms::mailbox;
namespace os = rooms::os;

/// The region as another process sees it: attached anew through duplicated descriptors.
[[nodiscard]] std::shared_ptr<mailbox::region> attach_again(const mailbox::region& where);

/// `words` words that all follow from the number in the first one.
[[nodiscard]] std::vector<std::uint64_t> make_words(std::uint64_t number, std::size_t words);
/// Whether words are such a frame, every one of them.
[[nodiscard]] bool is_whole(std::span<const std::uint64_t> words);

/// Sends one numbered frame, waiting for space for ever unless told otherwise.
mailbox::send_result send_number(mailbox::endpoint& from, mailbox::address to, std::uint64_t number,
                                 std::size_t words = 14, mailbox::channel by = mailbox::channel::data,
                                 bool urgent = false);
mailbox::send_result send_patiently(mailbox::endpoint& from, mailbox::address to, std::uint64_t number,
                                    std::size_t words = 14);

/// Keeps what it is given. Claims are dropped (done) at once unless `hold`.
class collector : public mailbox::record_sink {
public:
  struct item {
    mailbox::address from;
    mailbox::channel by;
    unsigned deliveries;
    std::uint64_t number;
    std::size_t words;
    bool whole;
    mailbox::record claim;
  };
  void on_record(mailbox::inbound&& in) override;
  void on_bad_lane(mailbox::address from, const char* what) override;

  std::vector<item> items;
  std::vector<std::pair<mailbox::address, std::string>> bad;
  bool hold = false;
  [[nodiscard]] std::vector<std::uint64_t> numbers() const;
  /// Whether all are whole and numbered first, first + 1, ...
  [[nodiscard]] bool counts_from(std::uint64_t first) const;
};

/// Counts instead of keeping: for many records. Complains (gtest) about a torn or misplaced one.
class counting_sink : public mailbox::record_sink {
public:
  void on_record(mailbox::inbound&& in) override;
  void on_bad_lane(mailbox::address from, const char* what) override;
  std::uint64_t next = 0; ///< number expected next
  std::uint64_t deliveries = 0;
};

/// Drains until `done()`, parking in between; a test failure when it takes too long.
void pump_until(mailbox::endpoint& at, mailbox::record_sink& sink, const std::function<bool()>& done);

/// A region with the house (slot 0) and main (slot 1) claimed and live.
struct small_system {
  explicit small_system(mailbox::region_options options = {.slots = 64});
  std::shared_ptr<mailbox::region> where;
  mailbox::address house;
  mailbox::address main;
  /// A worker's slot, live under this process's pid.
  mailbox::address add(const char* name = "worker");
};

} // namespace troupe::tests
