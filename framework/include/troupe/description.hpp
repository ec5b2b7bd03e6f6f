/// What a type is made of and where its parts lie on the wire, as data: for code that has a value's
/// words and not its C++ type, such as what turns messages into JSON and back.
///
/// Threads: constants.
#pragma once

#include <span>
#include <vector>

#include "troupe/field_names.hpp"
#include "troupe/payload.hpp"
#include "troupe/standard_names.hpp"
#include "troupe/travels.hpp"

namespace troupe::wire {

enum class described_as : std::uint8_t {
  truth,
  integer, ///< signed, of `1 << log_bits` bits
  natural, ///< unsigned
  real,
  duration, ///< `count` (integer, natural or real) times `numerator / denominator` seconds
  date,     ///< the same since the epoch of the system clock
  text,
  bytes,
  list,      ///< of `parts[0]`, at most `most`
  map,       ///< a list of pairs `parts[0]`, whose first is a text
  nothing,   ///< a struct without fields that stands for no value
  sequence,  ///< a struct whose fields have no names: pairs, tuples
  structure, ///< a struct with named fields
  box,       ///< a struct of `present` and `value`
  choice,    ///< a struct with one union, discriminant at `tag`
  opaque,    ///< a pointer to what only its own code can read
};

struct description;
/// Through a function, because types may contain themselves.
using describer = const description& (*)();

struct described_part {
  std::string_view name; ///< of the field; of the alternative's type
  describer type = nullptr;
  place where{};
};

struct description {
  described_as kind = described_as::opaque;
  std::string_view name; ///< of the C++ type
  std::uint8_t log_bits = 0;
  described_as count = described_as::integer;
  std::intmax_t numerator = 1, denominator = 1;
  std::uint32_t data_words = 0, pointers = 0, tag = 0;
  std::size_t most = max_elements;
  std::span<const described_part> parts = {};
  /// What `T{}` is, as [pointer | payload]; null when a `T` has no default.
  std::vector<word> (*defaults)() = nullptr;

  [[nodiscard]] constexpr bool is_data() const noexcept { return kind < described_as::text; }
  [[nodiscard]] constexpr bool is_struct() const noexcept {
    return kind >= described_as::nothing && kind <= described_as::choice;
  }
};

template <class T>
struct described;

/// The description of T.
template <class T>
const description& description_of() {
  static constexpr description all = described<T>::make();
  return all;
}

template <class T>
constexpr description described_struct(described_as kind, std::span<const described_part> parts) {
  return {.kind = kind,
          .name = type_name<T>,
          .data_words = static_cast<std::uint32_t>(form<T>::data_words()),
          .pointers = static_cast<std::uint32_t>(form<T>::pointers()),
          .parts = parts};
}

template <class T>
struct described {
  static constexpr description make() { return {.name = type_name<T>}; }
};

template <scalar T>
struct described<T> {
  using base = typename scalar_base<T>::type;
  static constexpr description make() {
    constexpr described_as kind = form<T>::is_bool                 ? described_as::truth
                                  : std::is_floating_point_v<base> ? described_as::real
                                  : std::is_signed_v<base>         ? described_as::integer
                                                                   : described_as::natural;
    return {.kind = kind, .name = type_name<T>, .log_bits = form<T>::log_bits};
  }
};

template <scalar Rep, class Period>
struct described<std::chrono::duration<Rep, Period>> {
  static constexpr description make() {
    description all = described<Rep>::make();
    all.count = all.kind;
    all.kind = described_as::duration;
    all.numerator = Period::num;
    all.denominator = Period::den;
    return all;
  }
};
template <class Clock, class Duration>
struct described<std::chrono::time_point<Clock, Duration>> {
  static constexpr description make() {
    description all = described<Duration>::make();
    if (std::is_same_v<Clock, std::chrono::system_clock>)
      all.kind = described_as::date;
    return all;
  }
};

template <has_codec T>
struct described<T> : described<typename codec<T>::wire_type> {};

template <>
struct described<std::string> {
  static constexpr description make() { return {.kind = described_as::text, .name = "std::string"}; }
};
template <>
struct described<std::filesystem::path> : described<std::string> {};

template <class T>
concept described_list = requires { typename T::value_type; } && form<T>::kind == shape::list;

template <class E>
concept pair_with_text = requires(const E& pair) {
  { pair.first } -> std::same_as<const std::string&>;
  pair.second;
};

template <described_list T>
struct described<T> {
  template <class E>
  static constexpr std::array<described_part, 1> element(types<E>) {
    return {{{{}, &description_of<E>, {}}}};
  }
  template <class E>
  static constexpr described_as kind_for(types<E>) {
    if (std::is_same_v<E, std::byte>)
      return described_as::bytes;
    return pair_with_text<E> && requires { typename T::mapped_type; } ? described_as::map : described_as::list;
  }
  template <class E, std::size_t N>
  static constexpr std::size_t longest(const std::array<E, N>*) {
    return N;
  }
  static constexpr std::size_t longest(const void*) { return max_elements; }

  static constexpr std::array<described_part, 1> parts = element(typename form<T>::parts{});
  static constexpr description make() {
    return {.kind = kind_for(typename form<T>::parts{}),
            .name = type_name<T>,
            .most = longest(static_cast<const T*>(nullptr)),
            .parts = parts};
  }
};

/// The parts of a struct made of `fields<Ts...>`.
template <class Members, class... Ts, std::size_t... Is>
constexpr std::array<described_part, sizeof...(Ts)>
described_fields(types<Ts...>, std::index_sequence<Is...>,
                 [[maybe_unused]] const std::array<std::string_view, sizeof...(Ts)>& names) {
  return {{{names[Is], &description_of<Ts>, Members::layout.fields[Is]}...}};
}

template <class T, class... Ts>
constexpr auto unnamed_fields(types<Ts...> all) {
  return described_fields<typename form<T>::members>(all, std::index_sequence_for<Ts...>{}, {});
}

template <plain_aggregate T>
struct described<T> {
  static constexpr auto fields_of() {
    if constexpr (std::is_empty_v<T>)
      return std::array<described_part, 0>{};
    else
      return described_fields<typename form<T>::members>(typename form<T>::parts{}, typename form<T>::indices{},
                                                         field_names<T>());
  }
  static constexpr auto parts = fields_of();

  static std::vector<word> defaults() {
    const T value{};
    std::vector<word> out(1 + payload<T>::words(value));
    out[0] = payload<T>::write(value, out.data() + 1);
    return out;
  }

  static constexpr description make() {
    const bool named = parts.empty() || !parts[0].name.empty();
    description all = described_struct<T>(named ? described_as::structure : described_as::sequence, parts);
    if constexpr (requires { T{}; })
      all.defaults = &defaults;
    return all;
  }
};

template <class A, class B>
struct described<std::pair<A, B>> {
  using self = std::pair<A, B>;
  static constexpr auto parts = unnamed_fields<self>(types<A, B>{});
  static constexpr description make() { return described_struct<self>(described_as::sequence, parts); }
};
template <class... Ts>
struct described<std::tuple<Ts...>> {
  using self = std::tuple<Ts...>;
  static constexpr auto parts = unnamed_fields<self>(types<Ts...>{});
  static constexpr description make() { return described_struct<self>(described_as::sequence, parts); }
};

template <class Box, class T>
struct described_box {
  static constexpr auto parts = described_fields<fields<bool, T>>(types<bool, T>{}, std::make_index_sequence<2>{}, {});
  static constexpr description make() { return described_struct<Box>(described_as::box, parts); }
};
template <class T>
struct described<std::optional<T>> : described_box<std::optional<T>, T> {};
template <class T>
  requires(!std::is_array_v<T>)
struct described<std::unique_ptr<T>> : described_box<std::unique_ptr<T>, T> {};

template <>
struct described<std::monostate> {
  static constexpr description make() { return described_struct<std::monostate>(described_as::nothing, {}); }
};
template <class... Ts>
struct described<std::variant<Ts...>> {
  using self = std::variant<Ts...>;
  template <std::size_t... Is>
  static constexpr std::array<described_part, sizeof...(Ts)> alternatives(std::index_sequence<Is...>) {
    return {{{type_name<Ts>, &description_of<Ts>, form<self>::template layout<>().fields.fields[Is]}...}};
  }
  static constexpr auto parts = alternatives(std::index_sequence_for<Ts...>{});
  static constexpr description make() {
    description all = described_struct<self>(described_as::choice, parts);
    all.tag = form<self>::template layout<>().tag;
    return all;
  }
};

} // namespace troupe::wire
