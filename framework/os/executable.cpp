#include "os/executable.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "os/fd.hpp"

namespace troupe::rooms::os {

namespace {

std::string first_bytes(const std::string& path) {
  const fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::array<char, 256> bytes;
  const ssize_t count = file ? ::read(file.get(), bytes.data(), bytes.size()) : 0;
  return {bytes.data(), static_cast<std::size_t>(count > 0 ? count : 0)};
}

constexpr std::string_view elf = "\177ELF";

/// Word size, byte order and machine of an ELF header.
std::string kind_of_machine(const std::string& header) {
  constexpr std::size_t machine_at = 18, end = 20;
  return header.size() < end ? "" : header.substr(elf.size(), 2) + header.substr(machine_at, 2);
}

std::string interpreter_of(std::string_view first_line) {
  first_line = first_line.substr(2, first_line.find('\n') - 2);
  first_line.remove_prefix(std::min(first_line.find_first_not_of(" \t"), first_line.size()));
  return std::string{first_line.substr(0, first_line.find_first_of(" \t\r"))};
}

std::string problem_of(const std::string& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0)
    return "does not exist";
  if (S_ISDIR(facts.st_mode))
    return "is a directory";
  if (!S_ISREG(facts.st_mode)) // to open a pipe would wait for its other end
    return "is not a file";
  if (::access(path.c_str(), X_OK) != 0)
    return "is not executable";
  const std::string header = first_bytes(path);
  if (header.empty())
    return facts.st_size == 0 ? "is empty" : ""; // it may be run without being read
  if (header.starts_with(elf))
    return kind_of_machine(header) == kind_of_machine(first_bytes("/proc/self/exe"))
             ? ""
             : "is built for another kind of machine";
  if (!header.starts_with("#!"))
    return "is neither a program nor a script that begins with #!";
  const std::string interpreter = interpreter_of(header);
  return ::access(interpreter.c_str(), X_OK) == 0 ? "" : "is a script for " + interpreter + ", which cannot be run";
}

executable search(const std::string& name, std::string_view path, const std::string& folder) {
  executable refused{{}, "is not in PATH"};
  while (true) {
    const std::string_view one = path.substr(0, path.find(':'));
    const std::string whole = (one.empty() ? folder : std::string{one}) + "/" + name;
    const std::string problem = problem_of(whole);
    if (problem.empty())
      return {whole, {}};
    if (problem != "does not exist" && refused.path.empty())
      refused = {whole, problem};
    if (one.size() == path.size())
      return refused;
    path.remove_prefix(one.size() + 1);
  }
}

} // namespace

executable find_executable(const std::string& name, std::string_view search_path, const std::string& folder) {
  if (name.find('/') == std::string::npos)
    return search(name, search_path, folder);
  std::string whole = name.starts_with('/') ? name : folder + "/" + name;
  std::string problem = problem_of(whole);
  return {std::move(whole), std::move(problem)};
}

std::optional<unsigned> user_named(const std::string& name) {
  std::vector<char> letters(std::size_t{16} << 10);
  passwd entry{}, *found = nullptr;
  if (::getpwnam_r(name.c_str(), &entry, letters.data(), letters.size(), &found) != 0 || found == nullptr)
    return std::nullopt;
  return found->pw_uid;
}

bool is_group(const std::string& name) {
  std::vector<char> letters(std::size_t{16} << 10);
  group entry{}, *found = nullptr;
  return ::getgrnam_r(name.c_str(), &entry, letters.data(), letters.size(), &found) == 0 && found != nullptr;
}

bool may_change_user() noexcept { return ::geteuid() == 0; }

} // namespace troupe::rooms::os
