/// The .capnp text of a C++ message type: what a program in any other language compiles to read and
/// write it. Byte for byte the layout that troupe itself writes.
///
/// Field names become camelCase; fields of types without linkage are `f0`, `f1`, ...
/// Threads: pure functions.
#pragma once

#include "troupe/field_names.hpp"
#include "troupe/layout.hpp"
#include "troupe/schema_printer.hpp"
#include "troupe/standard_names.hpp"

namespace troupe {

namespace names {

template <class T>
std::string schema_type(schema_printer& out);

template <class T>
std::string schema_struct(schema_printer& out, std::string wanted, void (*fill)(schema_printer&, field_list&)) {
  const schema_printer::begun begun = out.begin(type_name<T>, std::move(wanted));
  if (begun.is_new) {
    field_list fields;
    fill(out, fields);
    out.finish(begun.at, fields.text());
  }
  return begun.name;
}

template <class T, std::size_t... Is>
void add_fields(schema_printer& out, field_list& fields, std::index_sequence<Is...>) {
  constexpr auto names = field_names<T>();
  (fields.add(names[Is], schema_type<wire::field_type<Is, T>>(out)), ...);
}

template <class T>
struct schema_of {
  static std::string type(schema_printer& out) {
    return schema_struct<T>(out, camel_case(type_name<T>, true), [](schema_printer& all, field_list& fields) {
      if constexpr (!std::is_empty_v<T>)
        add_fields<T>(all, fields, std::make_index_sequence<wire::field_count<T>>{});
    });
  }
};
template <wire::scalar T>
struct schema_of<T> {
  static std::string type(schema_printer&) { return std::string(data_word<T>()); }
};
template <class Rep, class Period>
struct schema_of<std::chrono::duration<Rep, Period>> : schema_of<Rep> {};
template <class Clock, class Duration>
struct schema_of<std::chrono::time_point<Clock, Duration>> : schema_of<Duration> {};
template <has_codec T>
struct schema_of<T> : schema_of<typename codec<T>::wire_type> {};

template <>
struct schema_of<std::string> {
  static std::string type(schema_printer&) { return "Text"; }
};
template <>
struct schema_of<std::filesystem::path> : schema_of<std::string> {};
template <>
struct schema_of<long double> {
  static std::string type(schema_printer&) { return "Data"; }
};
template <>
struct schema_of<std::vector<std::byte>> : schema_of<long double> {};

template <class A, class B>
struct schema_of<std::pair<A, B>> {
  static std::string type(schema_printer& out) {
    return schema_struct<std::pair<A, B>>(out, composed_name("Pair", {schema_type<A>(out), schema_type<B>(out)}),
                                          [](schema_printer& all, field_list& fields) {
                                            fields.add("first", schema_type<A>(all));
                                            fields.add("second", schema_type<B>(all));
                                          });
  }
};
template <class... Ts>
struct schema_of<std::tuple<Ts...>> {
  static std::string type(schema_printer& out) {
    return schema_struct<std::tuple<Ts...>>(
      out, composed_name("Tuple", {schema_type<Ts>(out)...}),
      [](schema_printer& all, field_list& fields) { (fields.add("", schema_type<Ts>(all)), ...); });
  }
};

template <class Box, class T>
struct schema_of_box {
  static std::string type(schema_printer& out) {
    return schema_struct<Box>(out, composed_name("Optional", {schema_type<T>(out)}),
                              [](schema_printer& all, field_list& fields) {
                                fields.add("present", "Bool");
                                fields.add("value", schema_type<T>(all));
                              });
  }
};
template <class T>
struct schema_of<std::optional<T>> : schema_of_box<std::optional<T>, T> {};
template <class T>
struct schema_of<std::unique_ptr<T>> : schema_of_box<std::optional<T>, T> {};

template <>
struct schema_of<std::monostate> {
  static std::string type(schema_printer& out) {
    return schema_struct<std::monostate>(out, "Nothing", [](schema_printer&, field_list&) {});
  }
};
template <class... Ts>
struct schema_of<std::variant<Ts...>> {
  static std::string type(schema_printer& out) {
    return schema_struct<std::variant<Ts...>>(out, composed_name("Variant", {alternative<Ts>(out)...}),
                                              [](schema_printer& all, field_list& fields) {
                                                (fields.add("", alternative<Ts>(all)), ...);
                                                fields.make_union();
                                              });
  }

private:
  template <class T>
  static std::string alternative(schema_printer& out) {
    if constexpr (std::is_same_v<T, std::monostate>)
      return "Void";
    else
      return schema_type<T>(out);
  }
};

template <class T>
concept list_shaped = requires { typename T::value_type; } && wire::form<T>::kind == wire::shape::list;
template <list_shaped T>
struct schema_of<T> {
  template <class... E>
  static std::string list(schema_printer& out, wire::types<E...>) {
    return (list_type(schema_type<E>(out)), ...);
  }
  static std::string type(schema_printer& out) { return list(out, typename wire::form<T>::parts{}); }
};

template <class T>
std::string schema_type(schema_printer& out) {
  return schema_of<T>::type(out);
}

} // namespace names

/// The whole file. The first struct is the payload: `T` itself, or one with a `value` of it.
template <travelling T>
[[nodiscard]] std::string schema() {
  names::schema_printer out;
  if constexpr (requires { wire::form<T>::schema(); })
    return wire::form<T>::schema();
  else if constexpr (wire::form<T>::kind == wire::shape::structure) {
    const std::string root = names::schema_type<T>(out);
    return out.file(type_name<T>, root);
  } else {
    const auto payload = out.begin("payload", "Payload");
    names::field_list fields;
    fields.add("value", names::schema_type<T>(out));
    out.finish(payload.at, fields.text());
    return out.file(type_name<T>, payload.name);
  }
}

} // namespace troupe
