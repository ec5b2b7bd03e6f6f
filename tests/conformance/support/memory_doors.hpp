/// Values and arrays behind either door: by calls, or by messages from an event-based actor.
#pragma once

#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <troupe/array.hpp>
#include <troupe/value.hpp>

#include "support/doors.hpp"

namespace troupe::tests {

/// By messages.
class bytes_door {
public:
  explicit bytes_door(const shared::memory& of);
  ~bytes_door();

  std::vector<std::byte> load(std::uint64_t from, std::uint64_t count);
  void store(std::uint64_t from, std::span<const std::byte> content);
  std::vector<std::byte> exchange(std::uint64_t from, std::span<const std::byte> content);
  std::vector<std::byte> add(const add_to_value& what);
  std::string text();
  void lock();
  void unlock();

private:
  struct inside;
  std::unique_ptr<inside> in_;
};

template <class T>
T value_in(const std::vector<std::byte>& bytes, std::size_t at = 0) {
  T out{};
  std::memcpy(&out, bytes.data() + at * sizeof(T), sizeof(T));
  return out;
}
template <class T>
std::span<const std::byte> bytes_of(const T& what) {
  return std::as_bytes(std::span{&what, 1});
}

/// Elements of a value or an array. Works with std::scoped_lock.
template <class T>
class memory_door {
public:
  memory_door(flavour how, const shared::memory& of, std::span<T> elements) : of_(of), elements_(elements) {
    if (how == flavour::message)
      asked_.emplace(of);
  }
  [[nodiscard]] T read(std::size_t at) { return asked_ ? value_in<T>(asked_->load(at, 1)) : elements_[at]; }
  void write(std::size_t at, const T& what) {
    if (asked_)
      asked_->store(at, bytes_of(what));
    else
      elements_[at] = what;
  }
  [[nodiscard]] std::vector<T> read_all() {
    if (!asked_)
      return {elements_.begin(), elements_.end()};
    const std::vector<std::byte> bytes = asked_->load(0, elements_.size());
    std::vector<T> out(elements_.size());
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = value_in<T>(bytes, i);
    return out;
  }
  void lock() { asked_ ? asked_->lock() : of_.lock(); }
  void unlock() { asked_ ? asked_->unlock() : of_.unlock(); }

protected:
  shared::memory of_;
  std::span<T> elements_;
  std::optional<bytes_door> asked_;
};

template <class T>
class array_door : public memory_door<T> {
public:
  array_door(flavour how, const array<T>& of) : memory_door<T>(how, of, of.span()) {}
};

template <class T>
class value_door : public memory_door<T> {
public:
  value_door(flavour how, const value<T>& of) : memory_door<T>(how, of, {&of.unsafe(), 1}), value_(of) {}

  [[nodiscard]] T load() { return this->asked_ ? this->read(0) : value_.load(); }
  void store(const T& next) { this->asked_ ? this->write(0, next) : value_.store(next); }
  T exchange(const T& next) {
    return this->asked_ ? value_in<T>(this->asked_->exchange(0, bytes_of(next))) : value_.exchange(next);
  }
  T fetch_add(T by) {
    if (!this->asked_)
      return value_.fetch_add(by);
    return value_in<T>(this->asked_->add({.whole = static_cast<std::int64_t>(by), .real = static_cast<double>(by)}));
  }

private:
  value<T> value_;
};

} // namespace troupe::tests
