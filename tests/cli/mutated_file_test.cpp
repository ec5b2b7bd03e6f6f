/// A good tree file, changed at random: whatever comes of it, `check` says what is wrong and where, and `run` would do
/// as `check` says. TROUPE_SEED=<number> takes another way than usual.
#include <random>

#include "message/json.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

namespace json = rooms::message::json;

constexpr int rounds = 120;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& one : lines)
    text += one + "\n";
  return text;
}

class mutator {
public:
  mutator(std::string good, unsigned seed) : good_(std::move(good)), random_(seed) {
    for (const std::string& line : lines_of(good_))
      if (const std::size_t sign = line.find(" = "); sign != std::string::npos) {
        keys_.push_back(line.substr(0, sign));
        values_.push_back(line.substr(sign + 3));
      }
    for (const char* const other : {"true", "7", "-1", "1.5", "\"\"", "\"x\"", "[]", "{}", "[1, \"a\"]", "1979-05-27",
                                    "{ a = { b = [1] } }", "\"${NO_SUCH_VARIABLE}\"", "\"5s\"", "99999999999"})
      values_.emplace_back(other);
  }

  std::string next() {
    std::vector<std::string> lines = lines_of(good_);
    for (std::size_t left = 1 + below(3); left != 0; --left)
      change(lines);
    std::string text = text_of(lines);
    if (below(4) == 0)
      splice(text);
    return text;
  }

private:
  std::size_t below(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most - 1)(random_); }
  const std::string& one_of(const std::vector<std::string>& all) { return all[below(all.size())]; }

  void change(std::vector<std::string>& lines) {
    const auto at = lines.begin() + static_cast<std::ptrdiff_t>(below(lines.size()));
    const std::size_t sign = at->find(" = ");
    switch (below(6)) {
    case 0: lines.erase(at); break;
    case 1: lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(below(lines.size())), std::string(*at)); break;
    case 2: *at = one_of(keys_) + " = " + one_of(values_); break;
    case 3: at->insert(below(at->size() + 1), 1, "\"[]{}=.,#\n\\x\xc3"[below(13)]); break;
    case 4:
      if (sign != std::string::npos)
        at->replace(0, sign, one_of(keys_));
      break;
    default:
      if (sign != std::string::npos)
        at->replace(sign + 3, at->npos, one_of(values_));
    }
  }
  void splice(std::string& text) {
    const std::string part = text.substr(below(text.size()), below(40));
    text.insert(below(text.size()), part);
  }

  std::string good_;
  std::mt19937 random_;
  std::vector<std::string> keys_, values_;
};

class MutatedFile : public TreeRun {
protected:
  static unsigned seed() {
    const char* const said = std::getenv("TROUPE_SEED");
    return said == nullptr ? 1 : static_cast<unsigned>(std::stoul(said));
  }
  static void expect_a_place(const json::object& problem, const std::string& file) {
    EXPECT_EQ(problem.at("file"), file.c_str());
    EXPECT_GE(problem.at("line").as_int64(), 1);
    EXPECT_GE(problem.at("column").as_int64(), 1);
    EXPECT_EQ(problem.at("code").as_string().size(), 4U);
    EXPECT_FALSE(problem.at("message").as_string().empty());
  }
  void expect_its_problems_have_places() {
    const auto read = rooms::message::parse_json(said_);
    ASSERT_TRUE(read) << said_;
    const json::object& all = read.value->as_object();
    EXPECT_EQ(all.at("valid").as_bool(), code_ == 0);
    EXPECT_EQ(all.at("errors").as_int64() == 0, code_ == 0);
    for (const json::value& one : all.at("problems").as_array())
      expect_a_place(one.as_object(), path());
  }
};

TEST_F(MutatedFile, is_checked_with_places_and_would_be_run_exactly_when_it_is_right) {
  const std::string good = R"(troupe = 1
name = "shop"
x_owner = "ops"

[control]
mode = "0600"

[defaults]
backoff = { initial = "1s", jitter = 0.5 }
stop = { drain = "3s", grace = "8s" }

[template.quick]
restart = "transient"
env = { MODE = "fast", HOME = "${HOME:-/}" }

[supervisor.root]
children = ["storage", "feed", "web"]
strategy = "dependents"
limit = { restarts = 5, within = "2m" }
auto_shutdown = "any"

[supervisor.storage]
children = ["catalog", "blobs"]
strategy = "rest_for_one"

[actor.catalog]
run = "shop.so:counter"
args = [5]
alias = ["db"]
delivery = "at-least-once"
max_deliveries = 4
mailbox = { limit = "32MiB", overflow = "reject" }

[command.blobs]
use = "quick"
run = ["sleep", "1000"]
success = [0, "SIGTERM", 3]

[pool.feed]
run = "shop.so:clock"
args = { path = "{tree}/{slot}", size = 3 }
count = 2
dispatch = "by_key"
work = { max_deliveries = 5 }
after = ["storage"]

[command.web]
shell = "sleep 1000"
restart = "transient"
significant = true
uses = { catalog = "db" }
after = [{ child = "feed", until = "started" }]
start_timeout = "5s"
)";
  mutator changes(good, seed());
  int right = 0;
  for (int i = -1; i < rounds; ++i) {
    const std::string text = i < 0 ? good : changes.next();
    SCOPED_TRACE("TROUPE_SEED=" + std::to_string(seed()) + ", round " + std::to_string(i) + ":\n" + text);
    std::ofstream(path(), std::ios::binary) << text;
    ask({"check", "--json", path()});
    const int checked = code_;
    ASSERT_TRUE(checked == 0 || checked == 3) << said_;
    expect_its_problems_have_places();
    ask({"run", "--dry-run", path()});
    EXPECT_EQ(code_, checked) << said_;
    right += checked == 0 ? 1 : 0;
    ASSERT_TRUE(i >= 0 || checked == 0) << said_;
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(right, rounds / 20) << "some are still right";
  EXPECT_LT(right, rounds * 3 / 4) << "most are wrong";
}

} // namespace
} // namespace troupe::tests
