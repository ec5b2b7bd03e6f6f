// Names and layouts are what processes agree by: spelled out here, so that every compiler must give
// the same ones.
#include "message/frames.hpp"
#include "message/shapes.hpp"

namespace {
struct hidden {
  int number;
};
} // namespace

namespace troupe::tests {
namespace {

using namespace shapes;

template <class A, class B>
struct of_two {
  A first_value;
  B second_value;
};

static_assert(type_name<int> == "int");
static_assert(type_name<unsigned char> == "unsigned char");
static_assert(type_name<signed char> == "signed char");
static_assert(type_name<unsigned short> == "unsigned short");
static_assert(type_name<unsigned> == "unsigned int");
static_assert(type_name<long> == "long");
static_assert(type_name<unsigned long> == "unsigned long");
static_assert(type_name<long long> == "long long");
static_assert(type_name<unsigned long long> == "unsigned long long");
static_assert(type_name<long double> == "long double");
static_assert(type_name<bool> == "bool");
static_assert(type_name<std::string> == "std::string");
static_assert(type_name<shapes::record> == "shapes::record");
static_assert(type_name<std::vector<shapes::record>> == "std::vector<shapes::record>");
static_assert(type_name<std::map<std::string, std::optional<unsigned long>>> ==
              "std::map<std::string,std::optional<unsigned long>>");
static_assert(type_name<std::array<std::tuple<int, char>, 12>> == "std::array<std::tuple<int,char>,12>");
static_assert(type_name<std::variant<int, std::string>> == "std::variant<int,std::string>");
static_assert(type_name<std::tuple<>> == "std::tuple<>");
static_assert(type_name<of_two<unsigned long, std::string>> ==
              "troupe::tests::(anonymous)::of_two<unsigned long,std::basic_string<char>>");
static_assert(type_name<hidden> == "(anonymous)::hidden");

TEST(TypeName, follows_a_name_that_the_user_fixed) {
  EXPECT_EQ(type_name<renamed>, "shop.record");
  EXPECT_EQ(type_name<std::vector<renamed>>, "std::vector<shop.record>");
  EXPECT_EQ(type_entry_of<renamed>().name, "shop.record");
  EXPECT_EQ(find_type(hash_of("shop.record")), &type_entry_of<renamed>());
}

TEST(TypeName, is_hashed_by_fnv) {
  EXPECT_EQ(hash_of(""), 0xcbf29ce484222325U);
  EXPECT_EQ(hash_of("a"), 0xaf63dc4c8601ec8cU);
  EXPECT_EQ(type_id<record>, hash_of("shapes::record"));
}

constexpr auto record_fields = field_names<record>();
static_assert(record_fields.size() == 3);
static_assert(record_fields[0] == "id" && record_fields[1] == "score" && record_fields[2] == "name");
constexpr auto template_fields = field_names<of_two<int, std::vector<std::string>>>();
static_assert(template_fields[0] == "first_value" && template_fields[1] == "second_value");
static_assert(field_names<hidden>()[0] == "number");
static_assert(field_names<nothing>().empty());

TEST(FieldNames, of_types_without_linkage_are_given_or_empty_but_never_wrong) {
  struct local {
    int number;
  };
  const std::string_view name = field_names<local>()[0];
  EXPECT_TRUE(name.empty() || name == "number") << name;
}

struct base {
  int in_base;
};
struct derived : base {
  int own;
};
struct with_c_array {
  int three[3];
  int other;
};
struct with_reference {
  int& other;
};
struct with_constant {
  const int number;
};
struct with_pointer {
  int* where;
};
struct with_view {
  std::string_view text;
};
union either {
  int a;
  float b;
};
struct with_union {
  either one;
};
class with_invariant {
public:
  explicit with_invariant(int) {}

private:
  [[maybe_unused]] int number_ = 0;
};
struct with_member_that_stays {
  std::vector<with_invariant> all;
};

static_assert(travels<int> && travels<record> && travels<containers> && travels<choices> && travels<node> &&
              travels<money>);
static_assert(travels<nothing> && travels<invoice> && travels<std::unique_ptr<chain>>);
static_assert(!travels<derived>);
static_assert(!travels<with_c_array>);
static_assert(!travels<with_reference>);
static_assert(!travels<with_constant>);
static_assert(!travels<with_pointer>);
static_assert(!travels<with_view>);
static_assert(!travels<with_union>);
static_assert(!travels<with_invariant>);
static_assert(!travels<with_member_that_stays>);
static_assert(!travels<int*> && !travels<std::string_view> && !travels<void (*)()> && !travels<int[3]>);

struct like_record {
  std::int32_t id = 0;
  double score = 0;
  std::string name;
};
struct other_field_name {
  std::int32_t id = 0;
  double points = 0;
  std::string name;
};
struct other_field_type {
  std::int32_t id = 0;
  float score = 0;
  std::string name;
};
struct deep {
  std::vector<record> all;
};
struct deep_other {
  std::vector<other_field_type> all;
};

TEST(Layout, is_made_of_the_fields_names_and_types) {
  EXPECT_EQ(layout_of<record>, layout_of<like_record>);
  EXPECT_NE(layout_of<record>, layout_of<other_field_name>);
  EXPECT_NE(layout_of<record>, layout_of<other_field_type>);
  EXPECT_NE(layout_of<deep>, layout_of<deep_other>);
  EXPECT_NE(layout_of<int>, layout_of<unsigned>);
  EXPECT_NE(layout_of<node>, 0U);
}

// Fixed for ever: another number means that programs built before and after refuse each other.
static_assert(layout_of<record> == 889230729);

} // namespace
} // namespace troupe::tests
