#include <algorithm>
#include <csignal>
#include <cstring>

#include "troupe/child_options.hpp"
#include "troupe/error.hpp"

namespace troupe {

namespace {

constexpr std::string_view real_time = "SIGRTMIN";

std::string name_of(int number) {
  if (const char* const known = ::sigabbrev_np(number))
    return std::string{"SIG"} + known;
  if (number >= SIGRTMIN && number <= SIGRTMAX)
    return std::string{real_time} + '+' + std::to_string(number - SIGRTMIN);
  return {};
}

int number_of(std::string_view name) {
  if (name == real_time)
    return SIGRTMIN;
  for (int number = 1; number <= SIGRTMAX; ++number)
    if (name_of(number) == name)
      return number;
  throw invalid_argument("'" + std::string{name} + "' is no signal: names are SIGTERM, SIGUSR1, SIGRTMIN+3, ...");
}

} // namespace

signal_number::signal_number(std::string_view name) : number_(number_of(name)) {}

std::string text(signal_number which) {
  const std::string name = name_of(which.number());
  return name.empty() ? "signal " + std::to_string(which.number()) : name;
}

end_code::end_code(int exit_code) : end_code(exit_code, kind::exit) {
  if (exit_code < 0 || exit_code > 255)
    throw invalid_argument("exit codes are 0 to 255, not " + std::to_string(exit_code));
}

end_code::end_code(std::string_view name) : end_code(name == "stop" ? stop_signal() : end_code(signal_number{name})) {}

end_code end_code::stop_signal() noexcept { return {0, kind::stop}; }

bool end_code::is_signal(int number, signal_number stop_signal) const noexcept {
  return kind_ == kind::stop ? number == stop_signal.number() : kind_ == kind::signal && number == number_;
}

std::string text(const end_code& which) {
  switch (which.kind_) {
  case end_code::kind::exit: return std::to_string(which.number_);
  case end_code::kind::signal: return text(signal_number{which.number_});
  case end_code::kind::stop: return "stop";
  }
  return {};
}

std::uint32_t child_count::on(std::uint32_t cpus) const noexcept {
  switch (kind_) {
  case kind::number: return number_;
  case kind::cpus: return cpus > number_ ? cpus - number_ : 1;
  case kind::percent: return std::max(1U, cpus * number_ / 100);
  }
  return 1;
}

std::string text(child_count count) {
  switch (count.kind_) {
  case child_count::kind::number: return std::to_string(count.number_);
  case child_count::kind::cpus: return count.number_ == 0 ? "cpus" : "cpus-" + std::to_string(count.number_);
  case child_count::kind::percent: return std::to_string(count.number_) + '%';
  }
  return {};
}

env_file::env_file(std::string_view written)
  : path(written.substr(written.starts_with('?') ? 1 : 0)), may_be_missing(written.starts_with('?')) {}

input_source::input_source(std::string_view written) {
  constexpr std::string_view file = "file:";
  if (written == "close")
    from = kind::close;
  else if (written.starts_with(file) && written.size() > file.size())
    from = kind::file, path = written.substr(file.size());
  else if (written != "null")
    throw invalid_argument("standard input is \"null\", \"close\" or \"file:<path>\", not \"" + std::string{written} +
                           '"');
}

} // namespace troupe
