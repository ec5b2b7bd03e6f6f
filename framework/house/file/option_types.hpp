/// For each type that an option can have: how a tree file writes it, reads it, and what its schema says.
///
/// `option_type<T>` has
///   read(node, T&, value_reader&)   leaves T as it was where it reports a problem
///   write(const T&)                 the value as the file writes it
///   schema()                        for JSON Schema 2020-12
#pragma once

#include "house/file/value_reader.hpp"
#include "supervision/tree/option_words.hpp"
#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::house {

namespace json = message::json;

template <class T>
struct option_type;

/// What most of them have in common.
template <class T>
struct plain_option {
  static void read(const node& from, T& to, value_reader& how);
  static json::value write(const T& value);
  static json::object schema();
};

template <>
struct option_type<bool> : plain_option<bool> {};
template <>
struct option_type<std::string> : plain_option<std::string> {};
template <>
struct option_type<std::filesystem::path> : plain_option<std::filesystem::path> {};
template <>
struct option_type<std::uint32_t> : plain_option<std::uint32_t> {};
template <>
struct option_type<double> : plain_option<double> {};
template <>
struct option_type<duration> : plain_option<duration> {};
template <>
struct option_type<byte_size> : plain_option<byte_size> {};
template <>
struct option_type<child_count> : plain_option<child_count> {};
template <>
struct option_type<restart_count> : plain_option<restart_count> {};
template <>
struct option_type<signal_number> : plain_option<signal_number> {};
template <>
struct option_type<end_code> : plain_option<end_code> {};
template <>
struct option_type<prerequisite> : plain_option<prerequisite> {};
template <>
struct option_type<env_file> : plain_option<env_file> {};
template <>
struct option_type<inherited_env> : plain_option<inherited_env> {};
template <>
struct option_type<input_source> : plain_option<input_source> {};
template <>
struct option_type<actor_run> : plain_option<actor_run> {};

/// A word that the reference has and this version has not, e.g. a way of dispatching.
[[nodiscard]] bool is_later_word(std::string_view key, std::string_view word) noexcept;
/// Reports a word that is none of `words`.
void refuse_word(const node& from, std::span<const std::string_view> words, value_reader& how);

template <class T>
concept worded = std::is_enum_v<T> && supervision::option_words<T>.size() != 0;

template <worded E>
struct option_type<E> {
  static constexpr auto words = [] {
    std::array<std::string_view, supervision::option_words<E>.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = supervision::option_words<E>[i].word;
    return all;
  }();
  static void read(const node& from, E& to, value_reader& how) {
    for (const auto& one : supervision::option_words<E>)
      if (from.is == node::kind::text && from.text == one.word) {
        to = one.value;
        return how.note_origin(from.where);
      }
    refuse_word(from, words, how);
  }
  static json::value write(E value) { return json::value(supervision::word_of(value)); }
  static json::object schema() { return {{"enum", json::array(words.begin(), words.end())}}; }
};

template <class T>
struct option_type<std::optional<T>> {
  static void read(const node& from, std::optional<T>& to, value_reader& how) {
    T value = to ? *to : fresh();
    const std::size_t before = how.refusals();
    option_type<T>::read(from, value, how);
    if (how.refusals() == before)
      to = std::move(value);
  }
  static json::value write(const std::optional<T>& value) {
    return value ? option_type<T>::write(*value) : json::value(nullptr);
  }
  static json::object schema() { return option_type<T>::schema(); }

private:
  static T fresh() {
    if constexpr (std::is_default_constructible_v<T>)
      return T{};
    else
      return T(0U);
  }
};

/// A list replaces what a template or [defaults] have.
template <class T>
struct option_type<std::vector<T>> {
  static void read(const node& from, std::vector<T>& to, value_reader& how) {
    if (from.is != node::kind::list)
      return how.expect("a list", from, hint(from));
    std::vector<T> all;
    for (std::size_t i = 0; i < from.elements.size(); ++i) {
      const value_reader::step into(how, i);
      T one = fresh();
      const std::size_t before = how.refusals();
      option_type<T>::read(from.elements[i], one, how);
      if (how.refusals() == before)
        all.push_back(std::move(one));
    }
    to = std::move(all);
    how.note_origin(from.where);
  }
  static json::value write(const std::vector<T>& all) {
    json::array made;
    for (const T& one : all)
      made.push_back(option_type<T>::write(one));
    return made;
  }
  static json::object schema() { return {{"type", "array"}, {"items", option_type<T>::schema()}}; }

private:
  static std::string hint(const node& from) {
    return from.is == node::kind::text ? "write [\"" + from.text + "\"]" : "";
  }
  static T fresh() {
    if constexpr (std::is_default_constructible_v<T>)
      return T{};
    else if constexpr (std::is_same_v<T, end_code>)
      return T(0);
    else
      return T("");
  }
};

/// A table adds to what a template or [defaults] have.
template <>
struct option_type<std::map<std::string, std::string>> : plain_option<std::map<std::string, std::string>> {};

} // namespace troupe::rooms::house
