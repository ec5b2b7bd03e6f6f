// A message that kills whoever takes it, and what becomes of it and of those behind it.
#include <cstdlib>
#include <iostream>
#include <string>

#include <troupe/troupe.hpp>
#include <troupe/main.hpp>
#include <troupe/role.hpp>

namespace {

struct line {
  int number = 0;
  std::string text;
};
struct count_lines {};

struct parser_state {
  int parsed = 0;
};

// The bug: it takes a line for something that it is not.
int length_of_second_word(const std::string& text) {
  const char* const blank = std::char_traits<char>::find(text.data(), text.size(), ' ');
  return static_cast<int>(std::char_traits<char>::length(blank + 1));
}

troupe::behavior parser(troupe::stateful_actor<parser_state>* self) {
  return {
    [=](const line& what) {
      if (length_of_second_word(what.text) > 0)
        std::cout << "parsed line " << what.number << std::endl;
      ++self->state.parsed;
    },
    [=](count_lines) { return self->state.parsed; },
  };
}

// The handle stays good while the parser dies and comes back; the request waits behind the lines.
void reader(troupe::event_based_actor* self, int lines) {
  const caf::actor to = troupe::peer("lines");
  for (int i = 1; i <= lines; ++i)
    self->send(to, line{i, i == lines / 2 ? "poison" : "line " + std::to_string(i)});
  self->request(to, caf::infinite, count_lines{}).then([=](int parsed) {
    std::cout << "the parser that is there now has parsed " << parsed << " of them" << std::endl;
    self->quit();
  });
}

} // namespace

int main(int argc, char** argv) { return troupe::main(argc, argv, troupe::fn<parser>, troupe::fn<reader>); }
