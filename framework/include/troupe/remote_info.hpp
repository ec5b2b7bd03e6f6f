/// What an exception from another process is besides its own class: where it comes from.
///
///   try { f.get(); }
///   catch (const std::out_of_range& e) {
///     if (auto* from = dynamic_cast<const troupe::remote_info*>(&e)) std::cerr << from->report();
///   }
#pragma once

#include <string>
#include <utility>

namespace troupe {

class remote_info {
public:
  /// What the thrower knows of itself; what it does not know stays empty.
  struct origin {
    std::string worker; ///< "worker 3 'resize' (pid 4242)"
    std::string task;   ///< what it was doing: a function's or a message's name
    std::string where;  ///< in which part of it
  };

  remote_info() = default;
  remote_info(origin from, std::string type, std::string report)
    : from_(std::move(from)), type_(std::move(type)), report_(std::move(report)) {}
  virtual ~remote_info() = default;
  remote_info(const remote_info&) = default;
  remote_info(remote_info&&) = default;
  remote_info& operator=(const remote_info&) = default;
  remote_info& operator=(remote_info&&) = default;

  [[nodiscard]] const std::string& worker() const noexcept { return from_.worker; }
  [[nodiscard]] const std::string& task() const noexcept { return from_.task; }
  [[nodiscard]] const std::string& where() const noexcept { return from_.where; }
  /// The C++ type that was thrown there.
  [[nodiscard]] const std::string& type() const noexcept { return type_; }
  /// All of it for a person: the exception, those nested in it, and the lines above.
  [[nodiscard]] const std::string& report() const noexcept { return report_; }

private:
  origin from_;
  std::string type_, report_;
};

/// What is thrown here for a `T` that was thrown elsewhere.
template <class T>
struct rethrown final : T, remote_info {
  rethrown(T&& value, remote_info&& info) : T(std::move(value)), remote_info(std::move(info)) {}
};

} // namespace troupe
