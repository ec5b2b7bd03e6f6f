#include "message/frames.hpp"
#include "message/same_name.hpp"

namespace {
struct twin_of_same_layout {
  int number;
};
struct twin_of_other_layout {
  int number;
};
} // namespace

namespace troupe::tests {

void mention_types_of_the_other_file() {
  EXPECT_EQ(type_entry_of<twin_of_same_layout>().name, "(anonymous)::twin_of_same_layout");
  EXPECT_EQ(type_entry_of<twin_of_other_layout>().name, "(anonymous)::twin_of_other_layout");
}

} // namespace troupe::tests
