#include "spawn/last_words.hpp"

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <memory>
#include <typeinfo>

#include "observe/stderr_lines.hpp"
#include "os/process_facts.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::spawn {

namespace {

std::string type_of_exception() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr)
    return "an exception of another language";
  int failed = 0;
  const std::unique_ptr<char, decltype(&std::free)> name{abi::__cxa_demangle(type->name(), nullptr, nullptr, &failed),
                                                         &std::free};
  return failed == 0 ? name.get() : type->name();
}

// By the name that users write for it.
std::string type_of_exception(const std::exception& why) {
  const std::string type = type_of_exception();
  const auto* const known = dynamic_cast<const error*>(&why);
  if (known == nullptr || !type.starts_with("troupe::error_of<"))
    return type; // a user's own class has a name of its own
  return "troupe::" + std::string{name(known->code())};
}

std::string on_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

[[noreturn]] void leave_after_exception(const birth& self, const std::string& label, const std::string& type,
                                        const std::string& text) {
  const process_label who{self.number, self.name, os::own_pid()};
  say_last_words(who, "ended by an uncaught " + type + " in '" + label + "'" + text);
  std::exit(1);
}

} // namespace

void run_to_its_end(entry_function entry, birth& self, const std::string& label) {
  try {
    entry(self);
  } catch (const abi::__forced_unwind&) {
    throw; // pthread_exit: must not be stopped
  } catch (const std::exception& why) {
    leave_after_exception(self, label, type_of_exception(why), std::string{": "} + why.what());
  } catch (...) {
    leave_after_exception(self, label, type_of_exception(), "");
  }
  std::exit(0);
}

void say_last_words(const process_label& who, const std::string& words) noexcept {
  const std::string name = who.name.empty() ? "" : " '" + who.name + "'";
  const auto beginning = "worker " + std::to_string(who.number) + name + " (pid " + std::to_string(who.pid) + ") ";
  observe::write_stderr_lines("troupe: ", on_one_line(beginning + words));
}

} // namespace troupe::rooms::spawn
