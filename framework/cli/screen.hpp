/// What the command says: to a person or as JSON, in colours or not.
#pragma once

#include <cstdio>
#include <string>

#include "cli/invocation.hpp"
#include "message/json.hpp"

namespace troupe::rooms::cli {

namespace json = message::json;

class screen {
public:
  explicit screen(const invocation& asked);

  [[nodiscard]] bool wants_json() const noexcept { return json_; }
  [[nodiscard]] bool colours() const noexcept { return colours_; }
  /// Columns to fill; 0: no limit.
  [[nodiscard]] unsigned width() const noexcept { return width_; }

  /// To stdout, unless nothing is to be said; text ends as it is.
  void say(const std::string& text) const;
  /// Whatever was said has been written when it returns. Throws no_resource where it cannot be.
  void flush() const;
  /// One line of JSON to stdout.
  void say_json(const json::value& what) const;
  /// To stderr: "troupe: text" and a hint, or {"error": ...}.
  void complain(std::string_view code, const std::string& text, const std::string& help = {}) const;
  /// The same as JSON, with whatever else belongs to it.
  void complain(json::object error) const;

  /// In colour, if there are any: "1;31"
  [[nodiscard]] std::string paint(const char* colour, std::string text) const;

private:
  bool json_, quiet_, colours_;
  unsigned width_;
};

} // namespace troupe::rooms::cli
