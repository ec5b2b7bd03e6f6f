#include "spawn/appearance.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <span>

#include "os/process_settings.hpp"

namespace troupe::rooms::spawn {

namespace {

constexpr std::size_t role_room = 64;
constexpr std::size_t key_room = 21; // "4294967295.4294967295"

// Where the kernel reads the command line from; glibc hands it to constructors alone.
std::span<char*> started_with;
// The value of the environment's entry for the key; null when there is none with the room.
char* key_place = nullptr;

char* find_key_place() {
  char* const value = ::getenv(worker_variable);
  return value != nullptr && std::strlen(value) == key_room ? value : nullptr;
}

[[gnu::constructor]] void remember_arguments(int argc, char** argv, char**) {
  started_with = {argv, static_cast<std::size_t>(argc)};
  key_place = find_key_place();
}

std::string key_text(worker_key which) {
  return std::to_string(which.number) + '.' + std::to_string(which.incarnation);
}

std::optional<worker_key> parse_key(const std::string& text) {
  worker_key key;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, key.number);
  if (number.ec != std::errc{} || number.ptr == end || *number.ptr != '.')
    return {};
  const auto incarnation = std::from_chars(number.ptr + 1, end, key.incarnation);
  return incarnation.ec == std::errc{} ? std::optional{key} : std::nullopt;
}

} // namespace

std::string roomy(const std::string& role) {
  std::string text = role;
  text.resize(role_room, ' ');
  return text;
}

void show_role(const std::string& role) {
  os::set_thread_name(role.c_str());
  if (started_with.size() == 2 && std::strlen(started_with[1]) == role_room)
    std::ranges::copy(roomy(role), started_with[1]);
}

std::string worker_entry(std::optional<worker_key> which) {
  std::string text = which ? key_text(*which) : "";
  text.resize(key_room, ' ');
  return std::string{worker_variable} + '=' + text;
}

void become(worker_key which) {
  if (key_place == nullptr)
    return;
  std::string text = key_text(which);
  text.resize(key_room, ' ');
  std::ranges::copy(text, key_place);
}

std::optional<worker_key> worker_of(int pid) {
  const std::string wanted = std::string{worker_variable} + '=';
  std::ifstream environment{"/proc/" + std::to_string(pid) + "/environ"};
  for (std::string entry; std::getline(environment, entry, '\0');)
    if (entry.starts_with(wanted))
      return parse_key(entry.substr(wanted.size()));
  return {};
}

} // namespace troupe::rooms::spawn
