#include "parallel/pool/progress_bar.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "os/terminal.hpp"
#include "os/write_at_once.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr int standard_error = 2;
constexpr unsigned usual_columns = 80;
constexpr unsigned widest_bar = 40;
constexpr unsigned narrowest_bar = 5;

std::string time_text(os::duration since) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since).count();
  std::ostringstream out;
  out << seconds / 60 << ':' << std::setfill('0') << std::setw(2) << seconds % 60;
  return out.str();
}

std::string numbers_text(std::uint64_t done, std::uint64_t all, const std::string& time) {
  std::ostringstream out;
  out << std::setw(3) << (all != 0 ? done * 100 / all : 100) << "% " << done << '/' << all << ' ' << time;
  return out.str();
}

} // namespace

std::string bar_text(const bar_facts& of, unsigned columns) {
  const std::string label{of.label}, time = time_text(of.since_begin);
  if (!of.all)
    return (label + ' ' + std::to_string(of.done) + ' ' + time).substr(0, columns);
  const std::string numbers = numbers_text(of.done, *of.all, time);
  const std::size_t other = label.size() + numbers.size() + std::string_view{" [] "}.size();
  const std::size_t width = std::clamp<std::size_t>(columns > other ? columns - other : 0, narrowest_bar, widest_bar);
  const std::size_t full = *of.all != 0 ? std::min(of.done, *of.all) * width / *of.all : width;
  return (label + " [" + std::string(full, '#') + std::string(width - full, '.') + "] " + numbers).substr(0, columns);
}

bool progress_bar::is_of_use() noexcept { return os::is_terminal(standard_error); }

void progress_bar::show(std::uint64_t done, std::optional<std::uint64_t> all) {
  const auto now = os::clock::now();
  if (now < next_ && done != all)
    return;
  next_ = now + bar_rest;
  const unsigned columns = os::terminal_columns(standard_error);
  const std::string line = "\r" +
                           bar_text({label_, done, all, now - begun_}, columns > 1 ? columns - 1 : usual_columns) +
                           "\x1b[K"; // the rest of what was longer
  os::write_at_once(standard_error, line);
  has_shown_ = true;
}

progress_bar::~progress_bar() {
  if (has_shown_)
    os::write_at_once(standard_error, "\n");
}

} // namespace troupe::rooms::parallel
