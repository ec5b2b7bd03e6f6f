/// Message types that the tests share: one of each thing that can travel, and their combinations.
#pragma once

#include <cstddef>
#include <memory>

#include "troupe/type_entry.hpp"

namespace shapes {

enum class colour : std::uint8_t { red, green, blue };
enum plain { zero, one, two };

struct record {
  std::int32_t id = 0;
  double score = 0;
  std::string name;
  bool operator==(const record&) const = default;
};

struct nothing {
  bool operator==(const nothing&) const = default;
};

/// Fields in an order that leaves holes of every size and fills them again.
struct holes {
  bool a = false;
  std::int64_t b = 0;
  std::int8_t c = 0;
  std::int16_t d = 0;
  bool e = false;
  std::uint32_t f = 0;
  std::uint8_t g = 0;
  float h = 0;
  bool i = false;
  std::uint16_t j = 0;
  bool operator==(const holes&) const = default;
};

struct numbers {
  bool truth = false;
  char letter = 0;
  signed char s8 = 0;
  unsigned char u8 = 0;
  short s16 = 0;
  unsigned short u16 = 0;
  int s32 = 0;
  unsigned u32 = 0;
  long s64 = 0;
  unsigned long u64 = 0;
  long long ll = 0;
  unsigned long long ull = 0;
  float f32 = 0;
  double f64 = 0;
  char8_t c8 = 0;
  char16_t c16 = 0;
  char32_t c32 = 0;
  wchar_t wide = 0;
  std::byte raw{};
  colour tint = colour::red;
  bool operator==(const numbers&) const = default;
};

struct containers {
  std::vector<std::int32_t> ints;
  std::vector<bool> bits;
  std::vector<std::byte> raw;
  std::vector<std::string> words;
  std::vector<record> records;
  std::vector<std::vector<double>> grid;
  std::array<float, 3> triple{};
  std::deque<std::uint16_t> queue;
  std::list<record> chain;
  std::map<std::string, std::int32_t> scores;
  std::unordered_map<std::int32_t, record> by_id;
  std::set<std::string> names;
  std::unordered_set<std::int64_t> seen;
  std::vector<nothing> many_nothings;
  std::vector<colour> tints;
  bool operator==(const containers&) const = default;
};

struct choices {
  std::optional<std::int32_t> number;
  std::optional<std::string> text;
  std::optional<record> whole;
  std::variant<std::int32_t, std::string, record, double> either;
  std::variant<std::monostate, bool, std::vector<std::string>> maybe;
  std::pair<std::int8_t, std::string> pair;
  std::tuple<bool, double, record> tuple;
  std::tuple<> none;
  std::vector<std::optional<std::int32_t>> gaps;
  std::optional<std::optional<std::string>> twice;
  bool operator==(const choices&) const = default;
};

struct moments {
  std::chrono::nanoseconds shortest{};
  std::chrono::duration<double> fraction{};
  std::chrono::hours hours{};
  std::chrono::system_clock::time_point date{};
  std::chrono::steady_clock::time_point instant{};
  std::filesystem::path file;
  bool operator==(const moments&) const = default;
};

struct node {
  std::int32_t value = 0;
  std::vector<node> children;
};

struct chain {
  std::int32_t value = 0;
  std::unique_ptr<chain> next;
};

/// A class with an invariant: never negative.
class money {
public:
  explicit money(std::int64_t cents) : cents_(cents) {
    if (cents < 0)
      throw std::invalid_argument("money is never negative");
  }
  [[nodiscard]] std::int64_t cents() const { return cents_; }
  bool operator==(const money&) const = default;

private:
  std::int64_t cents_;
};

/// And one whose wire type is no plain number.
class label {
public:
  explicit label(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& text() const { return text_; }
  bool operator==(const label&) const = default;

private:
  std::string text_;
};

struct invoice {
  money total;
  std::vector<money> parts;
  label from;
  std::map<std::string, label> notes;
  bool operator==(const invoice&) const = default;
};

struct renamed {
  std::int32_t id = 0;
};

} // namespace shapes

template <>
struct troupe::codec<shapes::money> {
  using wire_type = std::int64_t;
  static std::int64_t to_wire(const shapes::money& value) { return value.cents(); }
  static shapes::money from_wire(std::int64_t cents) { return shapes::money(cents); }
};

template <>
struct troupe::codec<shapes::label> {
  using wire_type = std::string;
  static const std::string& to_wire(const shapes::label& value) { return value.text(); }
  static shapes::label from_wire(std::string&& text) { return shapes::label(std::move(text)); }
};

template <>
inline constexpr std::string_view troupe::type_name<shapes::renamed> = "shop.record";
