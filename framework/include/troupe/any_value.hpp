/// A value of any type that can travel, together with its type: what `std::any` is within a process.
///
///   troupe::any_value x{std::string("seven")};
///   x.is<std::string>();  x.as<std::string>();
///
/// On the wire it is the type's id and layout with the value itself behind them; where it arrives the
/// type must be known, or the message around it is malformed.
/// Threads: a value; copies share what they hold, so change it only while it is the only one.
#pragma once

#include <memory>

#include "troupe/type_entry.hpp"

namespace troupe {

class any_value {
public:
  /// Holds nothing.
  any_value() = default;
  template <class T>
    requires(!std::is_same_v<std::remove_cvref_t<T>, any_value>)
  explicit any_value(T&& value)
    : type_(&type_entry_of<travelling_type<T>>()),
      value_(std::make_shared<travelling_type<T>>(as_travelling(std::forward<T>(value)))) {}
  /// What lies at `value` is of that type; it goes with the last copy.
  any_value(const type_entry& type, std::shared_ptr<void> value) : type_(&type), value_(std::move(value)) {}

  /// No copy: `value` must outlive what is made of it. For sending.
  template <class T>
  [[nodiscard]] static any_value of(const T& value) {
    return of(type_entry_of<T>(), &value);
  }
  [[nodiscard]] static any_value of(const type_entry& type, const void* value) {
    return {type, std::shared_ptr<void>{std::shared_ptr<void>{}, const_cast<void*>(value)}};
  }

  [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }
  /// Null when it holds nothing.
  [[nodiscard]] const type_entry* type() const noexcept { return has_value() ? type_ : nullptr; }
  [[nodiscard]] void* data() const noexcept { return value_.get(); }

  template <class T>
  [[nodiscard]] bool is() const noexcept {
    return has_value() && *type_->type == typeid(T);
  }
  /// Fails: type_mismatch, naming both types.
  template <class T>
  [[nodiscard]] T& as() const {
    if (!is<T>())
      refuse(type_entry_of<T>());
    return *static_cast<T*>(value_.get());
  }
  /// A value of its own, by way of its words. Fails: what the type's codec throws.
  [[nodiscard]] any_value clone() const;

private:
  [[noreturn]] void refuse(const type_entry& wanted) const;

  const type_entry* type_ = nullptr; ///< as long as there is a value: moving leaves it
  std::shared_ptr<void> value_;
};

/// A value read into memory of its own. Holds nothing when the words are no such value.
[[nodiscard]] any_value read_value(const type_entry& type, const payload_source& from);

/// How it travels: id, layout, and a pointer to the value's struct.
template <>
struct wire::form<any_value> {
  using parts = types<>;
  static constexpr shape kind = shape::structure;
  static constexpr std::size_t data_words() { return 2; }
  static constexpr std::size_t pointers() { return 1; }
  static bool absent(const any_value& value) { return !value.has_value(); }
  static std::size_t extra(const any_value& value, unsigned depth);
  static word* put(word* at, word* next, const any_value& value);
  static any_value take(reader& from, const struct_view& view);
  static std::string text(const any_value& value);
};

/// What a schema says of it.
template <>
struct names::schema_of<any_value> {
  static std::string type(schema_printer& out);
};

} // namespace troupe
