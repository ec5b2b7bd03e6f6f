/// Words that more than one has, without a copy for each: a worker is sent what the pool keeps. On the wire they are
/// what a vector of them is.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "troupe/form_sequence.hpp"

namespace troupe::rooms::parallel {

/// Threads: as of a pointer; the words never change.
class shared_words {
public:
  using value_type = std::uint64_t;
  using all = std::vector<std::uint64_t>;
  shared_words() = default;
  explicit shared_words(all&& words) : words_(std::make_shared<const all>(std::move(words))) {}

  [[nodiscard]] const all& get() const noexcept { return *words_; }
  [[nodiscard]] std::size_t size() const noexcept { return words_->size(); }
  [[nodiscard]] auto begin() const noexcept { return words_->begin(); }
  [[nodiscard]] auto end() const noexcept { return words_->end(); }

private:
  std::shared_ptr<const all> words_ = std::make_shared<const all>();
};

} // namespace troupe::rooms::parallel

template <>
struct troupe::wire::form<troupe::rooms::parallel::shared_words> {
  using type = rooms::parallel::shared_words;
  using as_vector = form<type::all>;
  using parts = as_vector::parts;
  static constexpr shape kind = as_vector::kind;
  static std::size_t extra(const type& value, unsigned depth) { return as_vector::extra(value.get(), depth); }
  static word* put(word* slot, word* next, const type& value) { return as_vector::put(slot, next, value.get()); }
  static type take(reader& from, const word* slot) { return type{as_vector::take(from, slot)}; }
};
