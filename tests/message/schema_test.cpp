// Schemas that troupe prints, given to the `capnp` tool: what it makes of them and of troupe's words
// is what troupe itself reads and writes.
#include "troupe/capnp_message.hpp" // before generated headers

#include "shapes.capnp.h"

#include <cstdio>
#include <fstream>

#include <gmock/gmock.h>

#include "message/frames.hpp"
#include "message/samples.hpp"

namespace troupe::tests {
namespace {

using namespace shapes;

class schema_folder {
public:
  schema_folder() : path_(std::filesystem::temp_directory_path() / ("schemas-" + std::to_string(++made_))) {
    std::filesystem::create_directories(path_);
  }
  ~schema_folder() { std::filesystem::remove_all(path_); }
  schema_folder(const schema_folder&) = delete;
  schema_folder& operator=(const schema_folder&) = delete;

  [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }
  void write(const char* name, const void* bytes, std::size_t size) const {
    std::ofstream(file(name), std::ios::binary)
      .write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  }
  [[nodiscard]] std::string read(const char* name) const {
    std::ifstream in(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// capnp <what> <schema> <root> < input > output; whether it was content.
  [[nodiscard]] bool tool(const std::string& what, const std::string& root, const char* input,
                          const char* output) const {
    const std::string command = "exec " CAPNP_TOOL " " + what + " '" + file("it.capnp") + "' " + root + " < '" +
                                file(input) + "' > '" + file(output) + "' 2> '" + file("errors") + "'";
    return std::system(command.c_str()) == 0;
  }
  /// Whether `capnp compile` takes the schema.
  [[nodiscard]] bool compiles() const {
    const std::string command = "exec " CAPNP_TOOL " compile -o- '" + file("it.capnp") + "' > '" + file("output") +
                                "' 2> '" + file("errors") + "'";
    return std::system(command.c_str()) == 0;
  }

private:
  static inline int made_ = 0;
  std::filesystem::path path_;
};

template <class T>
std::string root_of(const std::string& schema) {
  const std::size_t from = schema.find("struct ") + 7;
  return schema.substr(from, schema.find(' ', from) - from);
}

/// Our words decoded to text by the tool, encoded again by the tool, and read by us.
template <class T>
void expect_understood_elsewhere(const T& value) {
  const schema_folder folder;
  const std::string printed = schema<T>();
  folder.write("it.capnp", printed.data(), printed.size());
  words frame = encoded(value);
  frame.insert(frame.begin(), wire::word{frame.size()} << 32);
  folder.write("ours", frame.data(), frame.size() * sizeof(wire::word));
  const std::string root = root_of<T>(printed);
  ASSERT_TRUE(folder.tool("decode", root, "ours", "text")) << folder.read("errors") << printed;
  ASSERT_TRUE(folder.tool("encode", root, "text", "theirs")) << folder.read("errors") << folder.read("text");
  const std::string theirs = folder.read("theirs");
  words back(theirs.size() / sizeof(wire::word));
  std::memcpy(back.data(), theirs.data(), theirs.size());
  ASSERT_GT(back.size(), 1U);
  back.erase(back.begin());
  decoded<T> read(back);
  ASSERT_TRUE(read) << printed << folder.read("text");
  EXPECT_EQ(text(*read), text(value)) << printed << folder.read("text");
}

TEST(Schema, of_a_struct_names_fields_and_types) {
  const std::string printed = schema<record>();
  EXPECT_THAT(printed, testing::HasSubstr("struct Record @0x"));
  EXPECT_THAT(printed, testing::HasSubstr("  id @0 :Int32;\n  score @1 :Float64;\n  name @2 :Text;\n"));
}

struct boxes {
  message_of<foreign::Job> one;
  std::vector<message_of<foreign::Job>> some;
  std::vector<std::vector<message_of<foreign::Job>>> rows;
  std::map<int, message_of<foreign::Job>> numbered;
};

TEST(Schema, of_lists_of_generated_structs_is_one_that_other_programs_can_use) {
  const schema_folder folder;
  const std::string printed = schema<boxes>();
  folder.write("it.capnp", printed.data(), printed.size());
  ASSERT_TRUE(folder.compiles()) << folder.read("errors") << printed;
  EXPECT_THAT(printed, testing::HasSubstr("some @1 :AnyList;\n  rows @2 :List(AnyList);"));
  const message_of<foreign::Job> job([](foreign::Job::Builder to) { to.setId(7); });
  decoded<boxes> read(encoded(boxes{job, {job, job}, {{job}, {}}, {{1, job}}}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->some.at(1)->getId(), 7U);
  EXPECT_EQ(read->rows.at(0).at(0)->getId(), 7U);
  EXPECT_EQ(read->numbered.at(1)->getId(), 7U);
}

TEST(Schema, is_the_same_text_every_time) { EXPECT_EQ(schema<containers>(), schema<containers>()); }

TEST(Schema, of_every_shape_is_understood_by_other_programs) {
  expect_understood_elsewhere(some_record());
  expect_understood_elsewhere(some_holes());
  expect_understood_elsewhere(some_numbers());
  expect_understood_elsewhere(some_choices());
  expect_understood_elsewhere(some_moments());
  expect_understood_elsewhere(some_invoice());
  expect_understood_elsewhere(some_tree(3));
  expect_understood_elsewhere(some_chain(5));
}

TEST(Schema, of_containers_is_understood_by_other_programs) {
  containers value = some_containers();
  value.words.back() = "without a zero"; // which the tool's text form cannot show
  expect_understood_elsewhere(value);
}

TEST(Schema, of_what_is_no_struct_is_a_payload_of_one_field) {
  EXPECT_THAT(schema<int>(), testing::HasSubstr("struct Payload @0x"));
  expect_understood_elsewhere(5);
  expect_understood_elsewhere(std::string("text"));
  expect_understood_elsewhere(std::vector<record>{some_record()});
  expect_understood_elsewhere(std::pair(1, some_record()));
  expect_understood_elsewhere(
    std::map<std::string, std::optional<record>>{{"k", some_record()}, {"none", std::nullopt}});
}

TEST(Schema, of_many_unions_lays_out_as_the_compiler_does) {
  using first = std::variant<bool, std::int8_t, double, std::string, record, std::uint16_t>;
  expect_understood_elsewhere(std::vector<first>{true, std::int8_t{-1}, 2.5, "x", some_record(), std::uint16_t{7}});
  using second = std::variant<std::string, std::uint16_t, std::uint32_t, bool>;
  expect_understood_elsewhere(std::vector<second>{"x", std::uint16_t{1}, std::uint32_t{70000}, true});
  using third = std::variant<std::uint32_t, std::uint8_t, std::uint64_t, std::monostate>;
  expect_understood_elsewhere(
    std::vector<third>{std::uint32_t{1}, std::uint8_t{2}, ~std::uint64_t{0}, std::monostate()});
  using fourth = std::variant<std::int8_t, std::int16_t, std::int32_t, std::int64_t>;
  expect_understood_elsewhere(
    std::vector<fourth>{std::int8_t{-1}, std::int16_t{-2}, std::int32_t{-3}, std::int64_t{-4}});
}

struct snake_case_names {
  int user_id = 0;
  int user_Id = 0;
  std::string Name;
  bool is_2nd = false;
};

TEST(Schema, turns_names_into_legal_and_different_ones) {
  EXPECT_THAT(schema<snake_case_names>(),
              testing::HasSubstr("userId @0 :Int32;\n  userId2 @1 :Int32;\n  name @2 :Text;\n  is2nd @3 :Bool;"));
  expect_understood_elsewhere(snake_case_names{1, 2, "x", true});
}

namespace other {
struct record {
  int number = 0;
};
} // namespace other
struct two_records {
  record ours;
  other::record theirs;
};

TEST(Schema, keeps_structs_of_equal_short_names_apart) {
  EXPECT_THAT(schema<two_records>(), testing::HasSubstr("ours @0 :Record;\n  theirs @1 :Record2;"));
  expect_understood_elsewhere(two_records{some_record(), {5}});
}

TEST(Schema, numbers_the_fields_of_types_without_linkage) {
  struct local {
    int a;
    std::string b;
  };
  const std::string printed = schema<local>();
  EXPECT_THAT(printed, testing::AnyOf(testing::HasSubstr("f0 @0 :Int32;\n  f1 @1 :Text;"),
                                      testing::HasSubstr("a @0 :Int32;\n  b @1 :Text;")));
}

} // namespace
} // namespace troupe::tests
