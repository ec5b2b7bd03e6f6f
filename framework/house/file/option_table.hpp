/// What the one table of options (supervision/tree/option_fields.hpp) makes: a reader of each options struct, its
/// schema, and the list of its effective values.
#pragma once

#include "house/file/option_types.hpp"

namespace troupe::rooms::house {

/// Whether a row of the table is a member of the struct.
template <class Row>
inline constexpr bool is_member = false;
template <class S, class T>
inline constexpr bool is_member<supervision::option_field<S, T>> = true;

/// Kinds that have the key, in whichever struct.
[[nodiscard]] unsigned kinds_with_key(std::string_view key);
/// "an actor", "a command", "actors and pools"
[[nodiscard]] std::string_view kind_word(unsigned kind) noexcept;

/// Reports a key that this kind has not. A layer for all kinds may have what one of `elsewhere`, kinds that have it,
/// takes.
void refuse_key(const entry& one, std::span<const std::string_view> known, unsigned elsewhere, value_reader& how);

/// Kinds that have the key in S.
template <class S>
unsigned kinds_in(std::string_view key) {
  unsigned kinds = 0;
  supervision::for_each_option<S>([&](const auto& row) { kinds |= row.key == key ? row.kinds : 0U; });
  return kinds;
}

template <class S>
std::vector<std::string_view> keys_of(unsigned kinds) {
  std::vector<std::string_view> all;
  supervision::for_each_option<S>([&](const auto& row) {
    if ((row.kinds & kinds) != 0)
      all.push_back(row.key);
  });
  return all;
}

/// Reads `one` into the member of that key; false when there is none. Keys that only a file has are left to the caller.
template <class S>
bool read_member(const entry& one, S& to, value_reader& how) {
  bool known = false;
  supervision::for_each_option<S>([&]<class Row>(const Row& row) {
    if (known || row.key != one.key || (row.kinds & how.kinds()) == 0)
      return;
    known = true;
    if constexpr (is_member<Row>) {
      const value_reader::step into(how, one.key);
      option_type<std::remove_cvref_t<decltype(to.*row.member)>>::read(one.value, to.*row.member, how);
    }
  });
  return known;
}

template <class S>
void read_members(const node& from, S& to, value_reader& how) {
  for (const entry& one : from.entries)
    if (!read_member(one, to, how))
      refuse_key(one, keys_of<S>(how.kinds()), kinds_in<S>(one.key), how);
}

/// One effective value.
struct listed_option {
  std::string path; ///< "backoff.max"
  json::value value;
};

/// All members for these kinds, those of inline tables one by one.
template <class S>
void list_options(const S& from, unsigned kinds, const std::string& prefix, std::vector<listed_option>& to) {
  supervision::for_each_option<S>([&]<class Row>(const Row& row) {
    if constexpr (is_member<Row>) {
      using type = std::remove_cvref_t<decltype(from.*row.member)>;
      if ((row.kinds & kinds) == 0)
        return;
      const std::string path = prefix + std::string(row.key);
      if constexpr (supervision::has_option_fields<type>)
        list_options(from.*row.member, kinds, path + ".", to);
      else
        to.push_back({path, option_type<type>::write(from.*row.member)});
    }
  });
}

/// The properties of a JSON Schema.
template <class S>
json::object option_schemas(unsigned kinds);

template <class Row, class S>
json::object member_schema(const Row& row, const S& usual) {
  using type = std::remove_cvref_t<decltype(usual.*row.member)>;
  json::object made = option_type<type>::schema();
  made["description"] = row.meaning;
  if (json::value value = option_type<type>::write(usual.*row.member); !value.is_null())
    made["default"] = std::move(value);
  made["x-when-changed"] = row.when_changed == supervision::change::live ? "live" : "restart";
  return made;
}

template <class S>
json::object option_schemas(unsigned kinds) {
  json::object made;
  const S usual{};
  supervision::for_each_option<S>([&]<class Row>(const Row& row) {
    if constexpr (is_member<Row>)
      if ((row.kinds & kinds) != 0)
        made[row.key] = member_schema(row, usual);
  });
  return made;
}

/// An options struct as an inline table.
template <class S>
  requires supervision::has_option_fields<S>
struct option_type<S> {
  static void read(const node& from, S& to, value_reader& how) {
    if (from.is != node::kind::table)
      return how.expect("a table", from);
    how.note_origin(from.where);
    read_members(from, to, how);
  }
  static json::value write(const S& value) {
    json::object made;
    supervision::for_each_option<S>([&]<class Row>(const Row& row) {
      using type = std::remove_cvref_t<decltype(value.*row.member)>;
      made[row.key] = option_type<type>::write(value.*row.member);
    });
    return made;
  }
  static json::object schema() {
    return {
      {"type", "object"}, {"properties", option_schemas<S>(supervision::all_kinds)}, {"additionalProperties", false}};
  }
};

} // namespace troupe::rooms::house
