/// A queue, or an end of a pipe, behind either door: by calls, or by messages from an event-based actor.
///
/// A door is one party's: make one in each thread and process that takes part.
#pragma once

#include <optional>
#include <string>

#include <troupe/pipe.hpp>
#include <troupe/pipe_messages.hpp>
#include <troupe/queue.hpp>
#include <troupe/queue_messages.hpp>

#include "support/asking_actor.hpp"
#include "support/doors.hpp"

namespace troupe::tests {

/// Of a queue of T. A lease by call and one by message are not the same type: `take_and_drop` is both.
template <class T>
class queue_door {
public:
  queue_door(flavour how, const basic_queue<T>& of) : queue_(of) {
    if (how == flavour::message)
      actor_.emplace(of.address());
  }

  void put(const T& item) { actor_ ? actor_->tell(put_item{as_item(item)}) : queue_.put(item); }
  [[nodiscard]] bool try_put(const T& item) {
    return actor_ ? actor_->ask<bool>(try_put_item{as_item(item)}) : queue_.try_put(item);
  }
  [[nodiscard]] bool put_for(const T& item, std::chrono::nanoseconds limit) {
    return actor_ ? actor_->tell_within(limit, put_item{as_item(item)}) : queue_.put_for(item, limit);
  }
  [[nodiscard]] T get() { return actor_ ? actor_->ask<T>(get_item{}) : queue_.get(); }
  [[nodiscard]] std::optional<T> try_get() {
    if (!actor_)
      return queue_.try_get();
    const auto found = actor_->ask<possible_item>(try_get_item{});
    return found.item.empty() ? std::nullopt : std::optional<T>{found.item.template get_as<T>(0)};
  }
  [[nodiscard]] std::optional<T> get_for(std::chrono::nanoseconds limit) {
    if (!actor_)
      return queue_.get_for(limit);
    std::optional<T> found;
    static_cast<void>(actor_->ask_within(limit, get_item{}, found));
    return found;
  }
  void take_and_drop() {
    if (actor_)
      actor_->tell(give_item_back{actor_->ask<leased_item>(take_item{}).lease});
    else
      queue_.take().give_back();
  }
  [[nodiscard]] std::size_t size() { return actor_ ? actor_->ask<std::uint64_t>(get_size{}) : queue_.size(); }
  [[nodiscard]] bool empty() { return size() == 0; }
  [[nodiscard]] bool full() { return actor_ ? actor_->ask<bool>(is_full{}) : queue_.full(); }
  void finish() { actor_ ? actor_->tell(finish_queue{}) : queue_.finish(); }
  [[nodiscard]] std::string text() { return actor_ ? actor_->ask<std::string>(describe{}) : queue_.text(); }

protected:
  [[nodiscard]] asking_actor* actor() { return actor_ ? &*actor_ : nullptr; }

private:
  const basic_queue<T> queue_;
  std::optional<asking_actor> actor_;
};

template <class T>
class joinable_door : public queue_door<T> {
public:
  joinable_door(flavour how, const joinable_queue<T>& of) : queue_door<T>(how, of), queue_(of) {}

  void task_done() { this->actor() != nullptr ? this->actor()->tell(troupe::task_done{}) : queue_.task_done(); }
  void join() { this->actor() != nullptr ? this->actor()->tell(wait_until_done{}) : queue_.join(); }
  [[nodiscard]] bool join_for(std::chrono::nanoseconds limit) {
    return this->actor() != nullptr ? this->actor()->tell_within(limit, wait_until_done{}) : queue_.join_for(limit);
  }

private:
  const joinable_queue<T> queue_;
};

/// Of an end that stays where it is.
class end_door {
public:
  end_door(flavour how, const connection& of) : end_(of) {
    if (how == flavour::message)
      actor_.emplace(of.address());
  }

  template <class T>
  void send(const T& message) {
    actor_ ? actor_->tell(send_message{as_item(message)}) : end_.send(message);
  }
  template <class T>
  [[nodiscard]] T recv() {
    return actor_ ? actor_->ask<T>(receive_any_of<T>()) : end_.recv<T>();
  }
  void send_bytes(const std::string& bytes) {
    const auto view = std::as_bytes(std::span{bytes});
    actor_ ? actor_->tell(troupe::send_bytes{{view.begin(), view.end()}}) : end_.send_bytes(bytes);
  }
  [[nodiscard]] std::string recv_bytes(std::size_t longest = connection::to_the_end) {
    const auto bytes = actor_ ? actor_->ask<received_bytes>(receive_bytes{longest}).bytes : end_.recv_bytes(longest);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  [[nodiscard]] bool poll() { return actor_ ? actor_->ask<bool>(is_readable{}) : end_.poll(); }
  [[nodiscard]] bool poll(std::chrono::nanoseconds limit) {
    return actor_ ? actor_->tell_within(limit, wait_until_readable{}) : end_.poll(limit);
  }
  [[nodiscard]] std::string text() { return actor_ ? actor_->ask<std::string>(describe{}) : end_.text(); }

private:
  const connection& end_;
  std::optional<asking_actor> actor_;
};

} // namespace troupe::tests
