#include "message/samples.hpp"

namespace shapes {

using namespace std::chrono_literals;

record some_record() { return {7, 2.5, "Sam"}; }

holes some_holes() { return {true, -2, -3, -4, true, 6, 7, 8.5F, true, 10}; }

numbers some_numbers() {
  return {true,           'x',         -1, 2, -3, 4, -5, 6, -7, 8, -9, 10, 1.5F, -2.5, u8'a', u'b', U'c', L'd',
          std::byte{200}, colour::blue};
}

containers some_containers() {
  return {{1, -2, 3},
          {true, false, true, true, false, false, false, true, true},
          {std::byte{1}, std::byte{255}},
          {"one", "", std::string("with\0zero", 9)},
          {some_record(), {8, -1, "Adam"}},
          {{1.5}, {}, {2.5, 3.5}},
          {1, 2, 3},
          {5, 6},
          {some_record()},
          {{"a", 1}, {"b", 2}},
          {{7, some_record()}},
          {"x", "y"},
          {-5},
          {{}, {}, {}},
          {colour::green, colour::blue}};
}

choices some_choices() {
  return {4,
          "text",
          some_record(),
          some_record(),
          std::vector<std::string>{"v"},
          {1, "p"},
          {true, 1.5, some_record()},
          {},
          {1, std::nullopt, 3},
          std::optional<std::string>("inner")};
}

moments some_moments() {
  return {5ns,
          std::chrono::duration<double>(1.5),
          7h,
          std::chrono::system_clock::time_point(9s),
          std::chrono::steady_clock::time_point(11s),
          "/tmp/a file"};
}

node some_tree(unsigned depth) {
  node root{static_cast<std::int32_t>(depth), {}};
  if (depth != 0)
    root.children = {some_tree(depth - 1), node{-1, {}}};
  return root;
}

chain some_chain(unsigned length) {
  chain first{static_cast<std::int32_t>(length), nullptr};
  if (length > 1)
    first.next = std::make_unique<chain>(some_chain(length - 1));
  return first;
}

invoice some_invoice() { return {money(300), {money(100), money(200)}, label("shop"), {{"k", label("v")}}}; }

} // namespace shapes
