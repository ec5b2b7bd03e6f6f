#include "spawn/last_words.hpp"

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>

#include "observe/stderr_lines.hpp"
#include "os/process_facts.hpp"
#include "troupe/exception.hpp"

namespace troupe::rooms::spawn {

namespace {

std::string on_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

[[noreturn]] void leave_after(const exception_value& thrown, const birth& self, const std::string& label) {
  const process_label who{self.number, self.name, os::own_pid()};
  const std::string text = thrown.text.empty() ? "" : ": " + thrown.text;
  say_last_words(who, "ended by an uncaught " + thrown.type + " in '" + label + "'" + text);
  std::exit(1);
}

exception_value being_caught() {
  if (const std::exception_ptr thrown = std::current_exception())
    return capture_exception(thrown);
  exception_value foreign;
  foreign.type = "exception of another language";
  return foreign;
}

} // namespace

void run_to_its_end(entry_function entry, birth& self, const std::string& label) {
  try {
    entry(self);
  } catch (const abi::__forced_unwind&) {
    throw; // pthread_exit: must not be stopped
  } catch (...) {
    leave_after(being_caught(), self, label);
  }
  std::exit(0);
}

void say_last_words(const process_label& who, const std::string& words) noexcept {
  const std::string name = who.name.empty() ? "" : " '" + who.name + "'";
  const auto beginning = "worker " + std::to_string(who.number) + name + " (pid " + std::to_string(who.pid) + ") ";
  observe::write_stderr_lines("troupe: ", on_one_line(beginning + words));
}

} // namespace troupe::rooms::spawn
