/// The names of a struct's fields, from the compiler.
///
/// For types with linkage, without bases and C arrays; for a type local to a function the names
/// are empty, and readable forms show numbers instead.
#pragma once

#include "troupe/aggregate.hpp"
#include "troupe/type_name.hpp"

namespace troupe {

namespace names {

template <class T>
struct specimen_holder {
  T value;
};
// Never defined and never read: the address of a member is all that is asked of it.
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
template <class T>
extern const specimen_holder<T> specimen;

template <class T, std::size_t I>
consteval auto specimen_member() {
  return &wire::field<I>(specimen<T>.value);
}
#ifdef __clang__
#pragma clang diagnostic pop
#endif

template <auto Member>
consteval std::string_view member_spelling() {
  const std::string_view whole = __PRETTY_FUNCTION__;
  const std::size_t end = whole.find_first_of(");]", whole.rfind("value"));
  const std::size_t from = whole.find_last_of(":.", end) + 1;
  return whole.substr(from, end - from);
}

/// Local classes and lambdas have no linkage; their spelling shows the function around them.
template <class T>
consteval bool has_linkage() {
  const std::string_view name = spelled<T>::value;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (name[i] == '(' && !name.substr(i).starts_with("(anonymous)"))
      return false;
  return true;
}

template <class T, std::size_t... Is>
consteval std::array<std::string_view, sizeof...(Is)> members_of(std::index_sequence<Is...>) {
  if constexpr (has_linkage<T>())
    return {member_spelling<specimen_member<T, Is>()>()...};
  else
    return {};
}

} // namespace names

/// One name for each field, in order: a std::array of views that live for ever.
template <wire::plain_aggregate T>
consteval auto field_names() {
  return names::members_of<T>(std::make_index_sequence<wire::field_count<T>>{});
}

} // namespace troupe
