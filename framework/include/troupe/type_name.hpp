/// The names of types: their identity on the wire, the same for every compiler.
///
/// `type_name<T>` is the qualified name as the source has it, containers spelled from their
/// elements' names. Fix a type's identity against renames, before its first use, with
///   template <> inline constexpr std::string_view troupe::type_name<record> = "shop.record";
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe {

namespace names {

template <std::size_t N>
struct spelling {
  std::array<char, N == 0 ? 1 : N> letters{};
  std::size_t length = 0;
  constexpr void add(char c) { letters[length++] = c; }
  constexpr void add(std::string_view text) {
    for (const char c : text)
      add(c);
  }
  [[nodiscard]] constexpr std::string_view view() const { return {letters.data(), length}; }
};

/// What the compiler calls `T`.
template <class T>
consteval std::string_view compiler_spelling() {
  const std::string_view whole = __PRETTY_FUNCTION__;
  const std::size_t from = whole.find("T = ") + 4;
  const std::size_t semicolon = whole.find("; std::string_view", from);
  return whole.substr(from, (semicolon == whole.npos ? whole.size() - 1 : semicolon) - from);
}

constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// How many letters at the front of `text` mean the same to everybody when left out.
constexpr std::size_t noise_at(std::string_view text) {
  for (const std::string_view noise : {"__cxx11::", "__1::", "_V2::", "struct ", "class ", "enum "})
    if (text.starts_with(noise))
      return noise.size();
  return 0;
}

/// A run of `unsigned`, `long`, `int`, ... in any order, as everybody would write it.
struct integer_words {
  unsigned longs = 0;
  bool is_unsigned = false, is_signed = false, is_short = false, is_char = false, is_double = false, any = false;

  constexpr bool take(std::string_view word) {
    if (word == "long")
      ++longs;
    else if (word == "unsigned")
      is_unsigned = true;
    else if (word == "signed")
      is_signed = true;
    else if (word == "short")
      is_short = true;
    else if (word == "char")
      is_char = true;
    else if (word == "double")
      is_double = true;
    else if (word != "int")
      return false;
    return any = true;
  }
  constexpr void put(auto& out) const {
    if (is_unsigned)
      out.add("unsigned ");
    if (is_char)
      return out.add(is_signed ? "signed char" : "char");
    if (is_double)
      return out.add(longs != 0 ? "long double" : "double");
    if (is_short)
      return out.add("short");
    out.add(longs == 0 ? "int" : longs == 1 ? "long" : "long long");
  }
};

/// The compiler's spelling without what differs between compilers: order of integer words, inline
/// namespaces, blanks, the name of the unnamed namespace.
constexpr void normalise(std::string_view text, auto& out) {
  integer_words integer;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    std::size_t length = 0;
    while (length < rest.size() && is_word(rest[length]))
      ++length;
    const bool at_start = i == 0 || !is_word(text[i - 1]);
    if (at_start && length != 0 && integer.take(rest.substr(0, length))) {
      i += length;
    } else if (rest[0] == ' ') {
      ++i;
    } else {
      if (integer.any)
        integer.put(out);
      const bool apart = length != 0 && i != 0 && text[i - 1] == ' ' && (integer.any || is_word(text[i - 2]));
      integer = {};
      const std::size_t noise = at_start ? noise_at(rest) : 0;
      if (noise != 0) {
        i += noise;
      } else if (rest.starts_with("{anonymous}") || rest.starts_with("(anonymous namespace)")) {
        out.add("(anonymous)");
        i += rest[0] == '{' ? 11 : 21;
      } else {
        if (apart)
          out.add(' ');
        out.add(rest.substr(0, length == 0 ? 1 : length));
        i += length == 0 ? 1 : length;
      }
    }
  }
  if (integer.any)
    integer.put(out);
}

template <class T>
struct spelled {
  static constexpr auto letters = [] {
    spelling<compiler_spelling<T>().size() + 16> out;
    normalise(compiler_spelling<T>(), out);
    return out;
  }();
  static constexpr std::string_view value = letters.view();
};

/// Specialised where the name is made from the names of parts.
template <class T>
struct of {
  static constexpr std::string_view value = spelled<T>::value;
};

} // namespace names

/// The name of T.
template <class T>
inline constexpr std::string_view type_name = names::of<T>::value;

/// FNV-1a, 64 bits.
constexpr std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0xcbf29ce484222325U) noexcept {
  for (const char c : text)
    seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return seed;
}

/// What stands for the type in a frame.
template <class T>
inline constexpr std::uint64_t type_id = hash_of(type_name<T>);

} // namespace troupe
