/// Forms of containers: packed lists of data, lists of pointers, lists of structs side by side.
#pragma once

#include <deque>
#include <list>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "troupe/form_fields.hpp"
#include "troupe/form_text.hpp"

namespace troupe::wire {

/// Whether all elements can be copied in one go.
template <class Container, class E>
concept contiguous_bits =
  requires(const Container& c) { c.data(); } && form<E>::kind == shape::data && form<E>::bitwise;

template <class E>
inline constexpr std::size_t struct_words = form<E>::data_words() + form<E>::pointers();

template <class Container, class E>
std::size_t sequence_extra(const Container& all, unsigned depth) {
  check_length(all.size());
  if constexpr (form<E>::kind == shape::data) {
    return words_for_bits(all.size() << form<E>::log_bits);
  } else {
    check_depth(depth);
    std::size_t words = 0;
    for (const auto& one : all)
      words += form<E>::extra(one, depth + 1);
    if constexpr (form<E>::kind == shape::list)
      return words + all.size();
    else
      return words + 1 + all.size() * struct_words<E>;
  }
}

template <class Container, class E>
word* put_data_list(word* slot, word* next, const Container& all) {
  const std::size_t count = all.size(), words = words_for_bits(count << form<E>::log_bits);
  *slot = list_pointer(next - slot - 1, element_of(form<E>::log_bits), count);
  if (words == 0)
    return next;
  if constexpr (contiguous_bits<Container, E>) {
    next[words - 1] = 0;
    std::memcpy(next, all.data(), count * sizeof(E));
  } else {
    std::size_t bit = 0;
    std::memset(next, 0, words * sizeof(word));
    for (const auto& one : all) {
      next[bit / 64] |= form<E>::to_word(one) << (bit % 64);
      bit += std::size_t{1} << form<E>::log_bits;
    }
  }
  return next + words;
}

template <class Container, class E>
word* put_pointer_list(word* slot, word* next, const Container& all) {
  *slot = list_pointer(next - slot - 1, element::pointer, all.size());
  word* one_slot = next;
  next += all.size();
  for (const auto& one : all)
    next = form<E>::put(one_slot++, next, one);
  return next;
}

template <class Container, class E>
word* put_struct_list(word* slot, word* next, const Container& all) {
  constexpr std::size_t each = struct_words<E>;
  *slot = list_pointer(next - slot - 1, element::composite, all.size() * each);
  *next++ = list_tag(all.size(), form<E>::data_words(), form<E>::pointers());
  word* at = next;
  next += all.size() * each;
  for (const auto& one : all) {
    next = form<E>::put(at, next, one);
    at += each;
  }
  return next;
}

template <class Container, class E>
word* put_sequence(word* slot, word* next, const Container& all) {
  if constexpr (form<E>::kind == shape::data)
    return put_data_list<Container, E>(slot, next, all);
  else if constexpr (form<E>::kind == shape::list)
    return put_pointer_list<Container, E>(slot, next, all);
  else
    return put_struct_list<Container, E>(slot, next, all);
}

template <class E>
E take_element(reader& from, const list_view& all, std::size_t i) {
  if constexpr (form<E>::kind == shape::data)
    return form<E>::from_word(load_data<form<E>::log_bits>(all, i));
  else if constexpr (form<E>::kind == shape::list)
    return form<E>::take(from, all.pointer(i));
  else
    return form<E>::take(from, all.structure(i));
}

template <class E>
consteval element stored_as() {
  if constexpr (form<E>::kind == shape::data)
    return element_of(form<E>::log_bits);
  else
    return form<E>::kind == shape::list ? element::pointer : element::composite;
}

/// Opens the list and calls `each(i, element)` for all of it; `begin(view)` first, which may take the
/// elements in one go and then says so.
template <class E, class Begin, class Each>
void take_sequence(reader& from, const word* slot, Begin begin, Each each) {
  const list_view all = from.list(slot, stored_as<E>());
  // Elements without words of their own are paid for by the memory they will take, node included.
  if (all.step == 0 && !from.afford(all.count * (words_for_bytes(sizeof(E)) + 6)))
    return;
  if (all.count == 0 || !from.descend())
    return;
  if (!begin(all))
    for (std::size_t i = 0; i < all.count && !from.bad(); ++i)
      each(i, take_element<E>(from, all, i));
  from.ascend();
}

template <class Container, class E>
struct sequence_form {
  using parts = types<E>;
  static constexpr shape kind = shape::list;
  static std::size_t extra(const Container& all, unsigned depth) { return sequence_extra<Container, E>(all, depth); }
  static word* put(word* slot, word* next, const Container& all) { return put_sequence<Container, E>(slot, next, all); }

  static Container take(reader& from, const word* slot) {
    Container result;
    take_sequence<E>(
      from, slot, [&](const list_view& all) { return take_at_once(result, all); },
      [&](std::size_t, E&& one) { result.insert(result.end(), std::move(one)); });
    return result;
  }

private:
  static bool take_at_once(Container& result, const list_view& all) {
    if constexpr (contiguous_bits<Container, E>) {
      if (all.step != sizeof(E) * 8)
        return false;
      const auto* first = reinterpret_cast<const E*>(all.first);
      result.assign(first, first + all.count);
      return true;
    } else {
      if constexpr (requires { result.reserve(all.count); })
        result.reserve(all.count);
      return false;
    }
  }
};

template <class E, class A>
struct form<std::vector<E, A>> : sequence_form<std::vector<E, A>, E> {};
template <class E, class A>
struct form<std::deque<E, A>> : sequence_form<std::deque<E, A>, E> {};
template <class E, class A>
struct form<std::list<E, A>> : sequence_form<std::list<E, A>, E> {};
template <class E, class C, class A>
struct form<std::set<E, C, A>> : sequence_form<std::set<E, C, A>, E> {};
template <class E, class H, class C, class A>
struct form<std::unordered_set<E, H, C, A>> : sequence_form<std::unordered_set<E, H, C, A>, E> {};
template <class K, class V, class C, class A>
struct form<std::map<K, V, C, A>> : sequence_form<std::map<K, V, C, A>, std::pair<K, V>> {};
template <class K, class V, class H, class C, class A>
struct form<std::unordered_map<K, V, H, C, A>> : sequence_form<std::unordered_map<K, V, H, C, A>, std::pair<K, V>> {};

/// Shorter lists leave the rest as it is constructed, longer ones are malformed.
template <class E, std::size_t N>
struct form<std::array<E, N>> {
  using type = std::array<E, N>;
  using parts = types<E>;
  static constexpr shape kind = shape::list;
  static std::size_t extra(const type& all, unsigned depth) { return sequence_extra<type, E>(all, depth); }
  static word* put(word* slot, word* next, const type& all) { return put_sequence<type, E>(slot, next, all); }
  static type take(reader& from, const word* slot) {
    type result{};
    take_sequence<E>(
      from, slot, [&](const list_view& all) { return all.count > N && (from.fail(), true); },
      [&](std::size_t i, E&& one) { result[i] = std::move(one); });
    return result;
  }
};

} // namespace troupe::wire
