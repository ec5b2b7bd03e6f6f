#include "message/json_words.hpp"

#include "message/frames.hpp"
#include "message/samples.hpp"

namespace troupe::tests {
namespace {

using namespace shapes;
using namespace rooms::message;

struct settings {
  std::int32_t start = 5;
  std::string name = "counter";
  record first{1, 0.5, "one"};
  std::vector<record> more;
  std::chrono::milliseconds every{250};
};

json::value parsed(std::string_view text) {
  const reading<json::value> read = parse_json(text);
  EXPECT_TRUE(read) << text << ": " << read.problem;
  return read.value.value_or(nullptr);
}

template <class T>
std::string as_json(const T& value) {
  const words all = encoded(value);
  const auto made = json_of(wire::description_of<T>(), {all, 0});
  return made ? json_text(*made) : "malformed";
}

template <class T>
T from_json(std::string_view text) {
  const fitted made = words_of(wire::description_of<T>(), parsed(text));
  for (const misfit& one : made.misfits)
    ADD_FAILURE() << one.path << ": " << one.problem;
  decoded<T> value(made.words);
  return value ? *value : T{};
}

template <class T>
std::string misfits_of(std::string_view text) {
  std::string all;
  for (const misfit& one : words_of(wire::description_of<T>(), parsed(text)).misfits)
    all += one.path + ": " + one.problem + (one.help.empty() ? "" : " (" + one.help + ")") + "\n";
  return all;
}

/// Through JSON text and back to the very same words.
template <class T>
void expect_same_words(const T& value) {
  const fitted back = words_of(wire::description_of<T>(), parsed(as_json(value)));
  for (const misfit& one : back.misfits)
    ADD_FAILURE() << type_name<T> << ", " << one.path << ": " << one.problem;
  EXPECT_EQ(back.words, encoded(value)) << as_json(value);
}

TEST(Json, every_kind_of_value_comes_back_as_the_same_words) {
  expect_same_words(5);
  expect_same_words(-1L);
  expect_same_words(true);
  expect_same_words(std::numeric_limits<std::uint64_t>::max());
  expect_same_words(std::numeric_limits<std::int64_t>::min());
  expect_same_words(std::numeric_limits<double>::infinity());
  expect_same_words(0.1);
  expect_same_words(std::string("grüße\n\"quoted\""));
  expect_same_words(std::vector<std::string>{"a", "", "c"});
  expect_same_words(some_record());
  expect_same_words(nothing{});
  expect_same_words(some_holes());
  expect_same_words(some_numbers());
  expect_same_words(some_containers());
  expect_same_words(some_choices());
  expect_same_words(some_moments());
  expect_same_words(some_tree(3));
  expect_same_words(some_chain(4));
  expect_same_words(some_invoice());
}

TEST(Json, a_person_can_read_it) {
  EXPECT_EQ(as_json(record{7, 2.5, "Sam"}), R"({"id":7,"score":2.5E0,"name":"Sam"})");
  EXPECT_EQ(as_json(std::pair<int, std::string>(3, "x")), R"([3,"x"])");
  EXPECT_EQ(as_json(std::variant<std::int32_t, record>(record{})),
            R"({"shapes::record":{"id":0,"score":0E0,"name":""}})");
  EXPECT_EQ(as_json(std::map<std::string, int>{{"a", 1}}), R"({"a":1})");
  EXPECT_EQ(as_json(std::map<int, bool>{{1, true}}), R"([[1,true]])");
  EXPECT_EQ(as_json(std::vector<std::byte>{std::byte{'h'}, std::byte{'i'}}), R"("aGk=")");
  EXPECT_EQ(as_json(std::chrono::milliseconds(90'250)), R"("1m30s250ms")");
  EXPECT_EQ(as_json(std::chrono::seconds(-5)), R"("-5s")");
  EXPECT_EQ(as_json(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(1'000'000'500))),
            R"("1970-01-12T13:46:40.5Z")");
}

TEST(Json, bytes_that_are_no_text_are_shown_as_such) {
  EXPECT_EQ(as_json(std::string("a\xff\xc3(\xe2\x82")), "\"a\uFFFD\uFFFD(\uFFFD\uFFFD\"");
}

TEST(Json, fields_left_out_are_what_the_type_says) {
  const auto usual = from_json<settings>("{}");
  EXPECT_EQ(usual.start, 5);
  EXPECT_EQ(usual.name, "counter");
  EXPECT_EQ(usual.first, (record{1, 0.5, "one"}));
  EXPECT_EQ(usual.every, std::chrono::milliseconds(250));
  const auto some = from_json<settings>(R"({"first":{"name":"two"},"more":[{"id":3}],"every":"2s"})");
  EXPECT_EQ(some.first, (record{0, 0, "two"})) << "a table that is given is a record of its own";
  EXPECT_EQ(some.more.at(0), (record{3, 0, ""}));
  EXPECT_EQ(some.every, std::chrono::seconds(2));
}

TEST(Json, a_field_without_a_default_has_to_be_there) {
  EXPECT_EQ(misfits_of<invoice>(R"({"total":1})"), "parts: the field \"parts\" of shapes::invoice is missing\n"
                                                   "from: the field \"from\" of shapes::invoice is missing\n"
                                                   "notes: the field \"notes\" of shapes::invoice is missing\n");
}

TEST(Json, all_that_does_not_fit_is_named_with_its_path) {
  EXPECT_EQ(misfits_of<settings>(R"({"strat":1,"start":"x","more":[{"id":1},{"id":99999999999,"name":7}],"every":5})"),
            "strat: unknown field \"strat\" of troupe::tests::(anonymous)::settings (did you mean \"start\"?)\n"
            "start: expected a whole number from -2147483648 to 2147483647, not \"x\"\n"
            "more[1].id: expected a whole number from -2147483648 to 2147483647, not 99999999999\n"
            "more[1].name: expected a text, not 7\n"
            "every: expected a duration, as in \"1m30s\", not 5\n");
  EXPECT_EQ(misfits_of<std::uint8_t>("256"), ": expected a whole number from 0 to 255, not 256\n");
  EXPECT_EQ(misfits_of<std::uint8_t>("-1"), ": expected a whole number from 0 to 255, not -1\n");
  EXPECT_EQ(misfits_of<int>("1.5"), ": expected a whole number from -2147483648 to 2147483647, not 1.5E0\n");
  EXPECT_EQ(misfits_of<nothing>(R"({"a":1})"), "a: unknown field \"a\" of shapes::nothing (it is an empty table {})\n");
  using two = std::tuple<int, std::string>;
  EXPECT_EQ(misfits_of<two>("[1]"), ": expected a list of 2 (int, std::string), not 1\n");
  EXPECT_EQ(misfits_of<two>(R"(["a",1])"), "[0]: expected a whole number from -2147483648 to 2147483647, not \"a\"\n"
                                           "[1]: expected a text, not 1\n");
  using either = std::variant<std::monostate, int, record>;
  EXPECT_EQ(misfits_of<either>(R"({"double":1})"),
            ": expected a table with one of monostate, int, record as its key, not {\"double\":1}\n");
  EXPECT_EQ(from_json<either>(R"({"record":{"id":4}})"), either(record{4, 0, ""}));
  EXPECT_EQ(misfits_of<std::chrono::seconds>(R"("1500ms")").find(": \"1500ms\" is not a whole number of ticks"), 0U);
}

TEST(Json, text_that_is_no_json_is_refused_with_its_place) {
  EXPECT_EQ(parse_json("{\"a\":1,}").problem.find("line 1, column 8: "), 0U) << parse_json("{\"a\":1,}").problem;
  EXPECT_EQ(parse_json("[1,\n2").problem.find("line 2, column 2: "), 0U) << parse_json("[1,\n2").problem;
  EXPECT_EQ(parse_json("1 2").problem, "line 1, column 3: something behind the value");
  EXPECT_FALSE(parse_json(""));
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
  EXPECT_FALSE(parse_json(R"({"far": [1, -1e6005]})")) << "no double, and nothing to be written again";
  EXPECT_EQ(parse_json(" 5 ").value, json::value(5));
}

template <class T>
std::string first_of(const T& value) {
  const words all = encoded(value);
  const auto made = json_of_first(wire::description_of<T>(), {all, 0});
  return made ? json_text(*made) : "nothing";
}

TEST(Json, the_first_field_alone_or_the_value_itself) {
  EXPECT_EQ(first_of(record{7, 0.5, "one"}), "7");
  EXPECT_EQ(first_of(settings{}), "5");
  EXPECT_EQ(first_of(std::pair{std::string{"key"}, 5}), "\"key\"");
  EXPECT_EQ(first_of(std::tuple{record{1, 0.5, "one"}, 2}), as_json(record{1, 0.5, "one"}));
  EXPECT_EQ(first_of(42), "42");
  EXPECT_EQ(first_of(std::string{"text"}), "\"text\"");
  EXPECT_EQ(first_of(std::vector<int>{1, 2}), "[1,2]");
  EXPECT_EQ(first_of(std::monostate{}), "null");
  words broken = encoded(some_record());
  broken[0] = wire::struct_pointer(1000, 2, 1);
  EXPECT_FALSE(json_of_first(wire::description_of<record>(), {broken, 0}));
  EXPECT_FALSE(json_of_first(wire::description_of<record>(), {broken, 99}));
}

TEST(Json, malformed_words_are_no_json) {
  words all = encoded(some_record());
  all[0] = wire::struct_pointer(1000, 2, 1);
  EXPECT_FALSE(json_of(wire::description_of<record>(), {all, 0}));
  EXPECT_FALSE(json_of(wire::description_of<record>(), {all, 99}));
}

} // namespace
} // namespace troupe::tests
