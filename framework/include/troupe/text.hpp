/// The readable form of anything that can travel: `record(name: "Sam", score: 10)`.
///
/// For people and logs, never parsed. Lists show their first elements and how many more there are.
/// Threads: pure functions.
#pragma once

#include "troupe/field_names.hpp"
#include "troupe/handle_text.hpp"
#include "troupe/standard_names.hpp"
#include "troupe/travelling_type.hpp"

namespace troupe {

namespace texts {

inline constexpr std::size_t shown_elements = 32;

void append(std::string& out, bool value);
void append(std::string& out, long long value);
void append(std::string& out, unsigned long long value);
void append(std::string& out, float value);
void append(std::string& out, double value);
void append(std::string& out, long double value);
void append_quoted(std::string& out, std::string_view text);
void append_bytes(std::string& out, const void* bytes, std::size_t size);
void append_more(std::string& out, std::size_t shown, std::size_t all);
/// Nanoseconds since the epoch of the system clock as "2026-11-21 07:11:33.000000000 UTC".
void append_date(std::string& out, long long nanoseconds);
void append_duration(std::string& out, std::string_view count, long long numerator, long long denominator);
/// "record" of "shop::record" or "shop.record".
std::string_view short_name(std::string_view name) noexcept;

template <class T>
void append_any(std::string& out, const T& value);

template <class T>
void append_number(std::string& out, T value) {
  if constexpr (std::is_enum_v<T>) {
    out.append(short_name(type_name<T>)).append("(");
    append_number(out, static_cast<std::underlying_type_t<T>>(value));
    out += ')';
  } else if constexpr (std::is_same_v<T, bool> || std::is_floating_point_v<T>) {
    append(out, value);
  } else if constexpr (std::is_signed_v<T>) {
    append(out, static_cast<long long>(value));
  } else {
    append(out, static_cast<unsigned long long>(value));
  }
}

template <class Range, class Each>
void append_list(std::string& out, const Range& all, char open, char close, Each each) {
  std::size_t shown = 0;
  out += open;
  for (const auto& one : all) {
    if (shown == shown_elements)
      break;
    if (shown++ != 0)
      out += ", ";
    each(one);
  }
  append_more(out, shown, all.size());
  out += close;
}

template <class T>
concept map_like = requires { typename T::mapped_type; };
template <class T>
concept list_like = requires(const T& all) {
  all.begin();
  all.size();
};
template <class T>
concept byte_list = list_like<T> && requires(const T& all) {
  { all.data() } -> std::same_as<const std::byte*>;
};

template <class T>
void append_container(std::string& out, const T& all) {
  if constexpr (byte_list<T>)
    append_bytes(out, all.data(), all.size());
  else if constexpr (map_like<T>)
    append_list(out, all, '{', '}', [&](const auto& one) {
      append_any(out, one.first);
      out += ": ";
      append_any(out, one.second);
    });
  else
    append_list(out, all, '[', ']', [&](const auto& one) { append_any<typename T::value_type>(out, one); });
}

template <class T, std::size_t... Is>
void append_fields(std::string& out, const T& value, std::index_sequence<Is...>) {
  constexpr auto names = field_names<T>();
  const auto one = [&](std::size_t i, const auto& field) {
    if (i != 0)
      out += ", ";
    if (!names[i].empty())
      out.append(names[i]).append(": ");
    append_any(out, field);
  };
  (one(Is, wire::field<Is>(value)), ...);
}

template <class T>
void append_aggregate(std::string& out, const T& value) {
  out.append(short_name(type_name<T>)).append("(");
  if constexpr (!std::is_empty_v<T>)
    append_fields(out, value, std::make_index_sequence<wire::field_count<T>>{});
  out += ')';
}

template <class... Ts>
void append_tuple(std::string& out, const Ts&... all) {
  bool first = true;
  [[maybe_unused]] const auto one = [&](const auto& element) {
    if (!std::exchange(first, false))
      out += ", ";
    append_any(out, element);
  };
  out += '(';
  (one(all), ...);
  out += ')';
}

template <class Rep, class Period>
void append_chrono(std::string& out, std::chrono::duration<Rep, Period> value) {
  std::string count;
  append_number(count, value.count());
  append_duration(out, count, Period::num, Period::den);
}
template <class Clock, class Duration>
void append_chrono(std::string& out, std::chrono::time_point<Clock, Duration> value) {
  if constexpr (std::is_same_v<Clock, std::chrono::system_clock>)
    append_date(out, std::chrono::duration_cast<std::chrono::nanoseconds>(value.time_since_epoch()).count());
  else
    append_chrono(out, value.time_since_epoch());
}

template <class T>
void append_any(std::string& out, const T& value) {
  if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
    append_number(out, value);
  else if constexpr (std::is_convertible_v<const T&, std::string_view>)
    append_quoted(out, value);
  else if constexpr (std::is_same_v<T, std::filesystem::path>)
    append_quoted(out, value.native());
  else if constexpr (std::is_same_v<T, std::monostate>)
    out += "nothing";
  else if constexpr (has_text<T>)
    out += value.text();
  else if constexpr (requires { wire::form<T>::text(value); })
    out += wire::form<T>::text(value);
  else if constexpr (requires { append_chrono(out, value); })
    append_chrono(out, value);
  else if constexpr (has_codec<T>)
    append_any(out.append(short_name(type_name<T>)).append(" "), codec<T>::to_wire(value));
  else if constexpr (list_like<T>)
    append_container(out, value);
  else if constexpr (requires { std::variant_size<T>::value; })
    value.valueless_by_exception() ? void(out += "nothing")
                                   : std::visit([&](const auto& held) { append_any(out, held); }, value);
  else if constexpr (requires { std::tuple_size<T>::value; })
    std::apply([&](const auto&... all) { append_tuple(out, all...); }, value);
  else if constexpr (requires { *value; })
    value ? append_any(out, *value) : void(out += "none");
  else
    append_aggregate(out, value);
}

} // namespace texts

/// The readable form of `value`.
template <class T>
  requires travels<travelling_type<T>>
[[nodiscard]] std::string text(const T& value) {
  std::string out;
  texts::append_any(out, value);
  return out;
}

} // namespace troupe
