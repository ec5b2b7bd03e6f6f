/// Puts a .capnp file together: structs by name, fields by number.
/// Threads: one printer is for one thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::names {

/// Collects the structs of one schema file, each once, in the order they are met.
class schema_printer {
public:
  /// Starts a struct, or finds it known already; gives the name that refers to it.
  struct begun {
    std::string name;
    bool is_new;
    std::size_t at; ///< for `finish`
  };
  begun begin(std::string_view identity, std::string wanted_name);
  void finish(std::size_t at, std::string fields);
  /// All of it, the struct called `root` first.
  [[nodiscard]] std::string file(std::string_view identity, std::string_view root) const;

private:
  struct entry {
    std::string identity, name, fields;
  };
  std::vector<entry> structs_;
};

std::string camel_case(std::string_view name, bool capital);
/// A list of elements of that type.
std::string list_type(const std::string& element);
/// Collects the fields of one struct; names made unique and legal.
class field_list {
public:
  /// An empty name stands for the field's number.
  void add(std::string_view name, std::string type);
  /// What was added are the members of one union, in which there are never less than two.
  void make_union();
  [[nodiscard]] std::string text() const;

private:
  std::vector<std::string> names_, types_;
  bool is_union_ = false;
};
/// "PairTextInt32": a name for a struct that C++ knows by its arguments alone.
std::string composed_name(std::string_view head, std::initializer_list<std::string> types);

} // namespace troupe::names
