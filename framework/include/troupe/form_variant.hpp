/// The form of std::variant: a struct with one Cap'n Proto union, fields sharing their places.
#pragma once

#include <variant>

#include "troupe/form_fields.hpp"

namespace troupe::wire {

template <std::size_t N>
struct union_layout {
  struct_layout<N> fields;
  std::uint32_t tag = 0; ///< of the 16-bit discriminant
};

/// As the schema compiler does: a member takes the smallest place of another member that is large
/// enough, else widens one, else gets its own; the discriminant comes before the second member.
template <std::size_t N>
constexpr union_layout<N> lay_out_union(const std::array<need, N>& needs) {
  union_layout<N> result;
  struct_plan plan;
  std::array<place, N> shared{};
  std::size_t shared_count = 0;
  bool has_pointer = false;
  const auto data_place = [&](unsigned log_bits) -> place {
    place* best = nullptr;
    for (std::size_t i = 0; i < shared_count; ++i)
      if (shared[i].log_bits >= log_bits && (best == nullptr || shared[i].log_bits < best->log_bits))
        best = &shared[i];
    for (std::size_t i = 0; best == nullptr && i < shared_count; ++i)
      if (plan.widen(shared[i].log_bits, shared[i].at, log_bits)) {
        shared[i].at >>= log_bits - shared[i].log_bits;
        shared[i].log_bits = static_cast<std::uint8_t>(log_bits);
        best = &shared[i];
      }
    if (best == nullptr) {
      best = &shared[shared_count++];
      *best = {false, static_cast<std::uint8_t>(log_bits), plan.add_data(log_bits)};
    }
    return {false, static_cast<std::uint8_t>(log_bits), best->at << (best->log_bits - log_bits)};
  };
  std::size_t members = 0;
  for (std::size_t i = 0; i < N; ++i) {
    if (++members == 2)
      result.tag = plan.add_data(4);
    if (needs[i] == need::pointer && !std::exchange(has_pointer, true))
      plan.add(need::pointer);
    if (needs[i] == need::pointer)
      result.fields.fields[i] = {true, 6, 0};
    else if (needs[i] != need::nothing)
      result.fields.fields[i] = data_place(static_cast<unsigned>(needs[i]));
  }
  if (members < 2)
    result.tag = plan.add_data(4); // a lone member is printed with an unused second one
  result.fields.data_words = plan.data_words();
  result.fields.pointers = plan.pointers();
  return result;
}

[[noreturn]] void refuse_valueless();

template <class T>
inline constexpr bool is_nothing = std::is_same_v<T, std::monostate>;

template <>
struct form<std::monostate> {
  using parts = types<>;
  static constexpr shape kind = shape::structure;
  static constexpr std::size_t data_words() { return 0; }
  static constexpr std::size_t pointers() { return 0; }
  static constexpr bool absent(std::monostate) { return false; }
  static constexpr std::size_t extra(std::monostate, unsigned) { return 0; }
  static word* put(word*, word* next, std::monostate) { return next; }
  static std::monostate take(reader&, const struct_view&) { return {}; }
};

template <class... Ts>
struct form<std::variant<Ts...>> {
  using type = std::variant<Ts...>;
  using parts = types<Ts...>;
  template <class T>
  static consteval need member_need() {
    if constexpr (is_nothing<T>)
      return need::nothing;
    else
      return need_of<T>();
  }
  /// A template, so that it is asked for when the alternatives are complete.
  template <class... None>
  static consteval union_layout<sizeof...(Ts)> layout() {
    return lay_out_union<sizeof...(Ts)>({member_need<Ts>()...});
  }

  static constexpr shape kind = shape::structure;
  static constexpr std::size_t data_words() { return layout<>().fields.data_words; }
  static constexpr std::size_t pointers() { return layout<>().fields.pointers; }
  static constexpr bool absent(const type&) { return false; }

  static std::size_t extra(const type& value, unsigned depth) {
    if (value.valueless_by_exception())
      refuse_valueless();
    return std::visit([&]<class T>(const T& held) { return extra_of(held, depth); }, value);
  }

  static word* put(word* at, word* next, const type& value) {
    std::memset(at, 0, (data_words() + pointers()) * sizeof(word));
    constexpr std::size_t tag_bit = std::size_t{layout<>().tag} * 16;
    at[tag_bit / 64] |= word{value.index()} << (tag_bit % 64);
    return put_member(std::index_sequence_for<Ts...>{}, at, next, value);
  }

  static type take(reader& from, const struct_view& view) {
    const auto which = view.load<std::uint16_t>(std::size_t{layout<>().tag} * 16);
    return take_member(std::index_sequence_for<Ts...>{}, which, from, view);
  }

private:
  template <class T>
  static std::size_t extra_of(const T& held, unsigned depth) {
    if constexpr (is_nothing<T> || form<T>::kind == shape::data)
      return 0;
    else
      return pointed_words(held, depth);
  }

  template <std::size_t... Is>
  static word* put_member(std::index_sequence<Is...>, word* at, word* next, const type& value) {
    const auto put_if = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      if (const auto* held = std::get_if<I>(&value))
        next = put_one<I>(at, next, *held);
    };
    (put_if(std::integral_constant<std::size_t, Is>{}), ...);
    return next;
  }
  template <std::size_t I, class T>
  static word* put_one(word* at, word* next, const T& held) {
    constexpr place where = layout<>().fields.fields[I];
    if constexpr (is_nothing<T>) {
      return next;
    } else if constexpr (form<T>::kind == shape::data) {
      at[where.bit() / 64] |= form<T>::to_word(held) << (where.bit() % 64);
      return next;
    } else {
      return put_pointer(at + data_words() + where.at, next, held);
    }
  }

  template <std::size_t... Is>
  static type take_member(std::index_sequence<Is...>, std::size_t which, reader& from, const struct_view& view) {
    using function = type (*)(reader&, const struct_view&);
    constexpr std::array<function, sizeof...(Ts)> takers{&take_one<Is, Ts>...};
    if (which >= sizeof...(Ts)) {
      from.fail(); // an alternative that a newer writer knows and this one does not
      which = 0;
    }
    return takers[which](from, view);
  }
  template <std::size_t I, class T>
  static type take_one(reader& from, const struct_view& view) {
    constexpr place where = layout<>().fields.fields[I];
    if constexpr (is_nothing<T>)
      return type(std::in_place_index<I>);
    else if constexpr (form<T>::kind == shape::data)
      return type(std::in_place_index<I>, form<T>::from_word(load_data<form<T>::log_bits>(view, where.bit())));
    else
      return type(std::in_place_index<I>, take_pointer<T>(from, view.pointer(where.at)));
  }
};

} // namespace troupe::wire
