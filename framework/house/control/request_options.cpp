#include "house/control/request_options.hpp"

namespace troupe::rooms::house {

namespace json = message::json;

std::string text_in(const json::object& options, std::string_view key, std::string_view otherwise) {
  const json::value* const found = options.if_contains(key);
  return std::string{found != nullptr && found->is_string() ? std::string_view{found->get_string()} : otherwise};
}

bool flag_in(const json::object& options, std::string_view key, bool otherwise) {
  const json::value* const found = options.if_contains(key);
  return found != nullptr && found->is_bool() ? found->get_bool() : otherwise;
}

double number_in(const json::object& options, std::string_view key, double otherwise) {
  const json::value* const found = options.if_contains(key);
  return found != nullptr && found->is_number() ? found->to_number<double>() : otherwise;
}

std::vector<std::string> texts_in(const json::object& options, std::string_view key) {
  std::vector<std::string> all;
  const json::value* const found = options.if_contains(key);
  if (found != nullptr && found->is_array())
    for (const json::value& each : found->get_array())
      if (each.is_string())
        all.emplace_back(each.get_string());
  return all;
}

std::optional<os::duration> duration_in(const json::object& options, std::string_view key) {
  constexpr double longest = 1e9;
  const double seconds = number_in(options, key, -1);
  if (!(seconds >= 0 && seconds <= longest))
    return std::nullopt;
  return std::chrono::duration_cast<os::duration>(std::chrono::duration<double>(seconds));
}

os::time_point deadline_in(const json::object& options, os::duration otherwise) {
  return os::deadline_after(duration_in(options, "timeout_s").value_or(otherwise));
}

} // namespace troupe::rooms::house
