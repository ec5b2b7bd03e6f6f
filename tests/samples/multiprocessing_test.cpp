// Each program of samples/multiprocessing: what it prints, how long it is, how it takes Ctrl-C.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <sstream>

#include "support/running_program.hpp"

namespace troupe::tests {
namespace {

using lines = std::vector<std::string>;

const std::filesystem::path sources = SAMPLES_SOURCES;
const std::filesystem::path programs = SAMPLES_PROGRAMS;

enum class order {
  exact,
  any,      ///< of processes that print beside each other
  distinct, ///< as any, and each line counts once
};

lines lines_of(std::istream&& from) {
  lines out;
  for (std::string line; std::getline(from, line);)
    out.push_back(line);
  return out;
}

std::ptrdiff_t place_of(const lines& printed, const std::string& line) {
  return std::ranges::find(printed, line) - printed.begin();
}

std::string as_many_exits_as_consumers(const lines& printed) {
  const auto exits = std::ranges::count_if(printed, [](const auto& each) { return each.ends_with(": Exiting"); });
  return printed.at(0) == "Creating " + std::to_string(exits) + " consumers" ? "" : printed.at(0);
}

std::string no_before_yes(const lines& printed) {
  const auto no = place_of(printed, "wait_for_event_timeout: e.is_set()-> 0");
  return no < place_of(printed, "main: event is set") && no < place_of(printed, "wait_for_event: e.is_set()-> 1")
           ? ""
           : "the one that waited two seconds was not the first to go on";
}

std::string stage_1_before_stage_2(const lines& printed) {
  const auto done = place_of(printed, "s1 done and ready for stage 2");
  return done < place_of(printed, "stage_2[1] running") && done < place_of(printed, "stage_2[2] running")
           ? ""
           : "stage 2 ran before stage 1 was done";
}

std::string two_inside_at_most(const lines& printed) {
  int inside = 0;
  for (const std::string& each : printed)
    if ((inside += each.ends_with(" acquire") ? 1 : -1) > 2)
      return "three inside at " + each;
  return "";
}

std::string three_named_at_most(const lines& printed) {
  for (const std::string& each : printed)
    if (std::ranges::count(each, '"') > 6)
      return "four inside: " + each;
  return printed.back() == "Now running []" ? "" : "somebody is left: " + printed.back();
}

std::string one_tick_at_most(const lines& printed) {
  const auto ticks = std::ranges::count_if(printed, [](const auto& each) { return each.starts_with("the time is "); });
  return ticks <= 1 ? "" : std::to_string(ticks) + " ticks";
}

std::string mark_before_any_end(const lines& printed) {
  const auto mark = place_of(printed, "Mark,Mark,Mark");
  for (const std::string& each : printed)
    if (each.starts_with("end ") && place_of(printed, each) < mark)
      return each + " came before the mark";
  return printed.back() == "SubProcess done.." ? "" : printed.back();
}

struct sample {
  std::string name;
  std::size_t python_lines = 0; ///< 0: there is no such program
  order how = order::exact;
  std::string until; ///< it prints for ever; this line has to come
};
std::ostream& operator<<(std::ostream& out, const sample& which) { return out << which.name; }

std::string nine_lines_in_a_row(const lines&) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "lock_file.txt";
  const lines written = lines_of(std::ifstream{file});
  std::filesystem::remove(file);
  const bool whole = written.size() == 18 && std::equal(written.begin() + 1, written.begin() + 9, written.begin()) &&
                     std::equal(written.begin() + 10, written.end(), written.begin() + 9);
  return whole && written.front() != written.back() ? "" : testing::PrintToString(written);
}

sample sample_of(const std::string& line) {
  static const std::map<std::string, order> orders{
    {"exact", order::exact}, {"any", order::any}, {"distinct", order::distinct}};
  std::istringstream in{line};
  std::string cells[5];
  for (std::string& each : cells)
    std::getline(in, each, '\t');
  return {cells[0], cells[2] == "-" ? 0 : std::stoul(cells[2]), orders.at(cells[3]), cells[4]};
}

std::vector<sample> table() {
  std::vector<sample> out;
  for (const std::string& line : lines_of(std::ifstream{SAMPLES_TABLE}))
    if (!line.starts_with('#'))
      out.push_back(sample_of(line));
  return out;
}

// What an order of lines cannot say: what is wrong with what was printed; empty: nothing.
std::string fault_of(const std::string& name, const lines& printed) {
  static const std::map<std::string, std::string (*)(const lines&)> checks{
    {"daemon_clock", one_tick_at_most},    {"producer_consumer", as_many_exits_as_consumers},
    {"lock_file", nine_lines_in_a_row},    {"event", no_before_yes},
    {"condition", stage_1_before_stage_2}, {"semaphore", two_inside_at_most},
    {"pool_async", mark_before_any_end},   {"semaphore_list", three_named_at_most},
  };
  const auto found = checks.find(name);
  return found == checks.end() ? "" : found->second(printed);
}

// What differs from run to run.
std::string without_chances(std::string said) {
  static const std::pair<std::regex, const char*> chances[] = {
    {std::regex{"\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ UTC"}, "TIME"},
    {std::regex{"pid \\d+"}, "pid N"},
    {std::regex{"(Creating|CPU is:) \\d+"}, "$1 N"},
    {std::regex{"Consumer-\\d+"}, "Consumer-N"},
    {std::regex{"PoolWorker-\\d+"}, "PoolWorker-N"},
    // The signal has done its work when the line is printed, or not yet.
    {std::regex{"(Terminate: .*) stopped\\[SIGTERM\\]\\) false"}, "$1 started) true"},
    {std::regex{"now running \\[.*\\]", std::regex::icase}, "now running LIST"},
    // The reader comes before the writer.
    {std::regex{"nothing there yet"}, "1"},
    // A daemon that ends with the program says its first line in time.
    {std::regex{"the time is TIME\n"}, ""},
  };
  for (const auto& [what, in_place] : chances)
    said = std::regex_replace(said, what, in_place);
  return said;
}

lines arranged(lines which, order how) {
  if (how != order::exact)
    std::ranges::sort(which);
  if (how == order::distinct)
    which.erase(std::unique(which.begin(), which.end()), which.end());
  return which;
}

lines expected_of(const sample& which) { return lines_of(std::ifstream{sources / (which.name + ".expected.txt")}); }

lines without_interrupt(lines printed) {
  std::erase(printed, "interrupted by Ctrl-C (SIGINT)");
  return printed;
}

class Sample : public testing::TestWithParam<sample> {
public:
  static std::string path() { return programs / GetParam().name; }
};

TEST_P(Sample, Prints_what_is_expected_of_it) {
  running_program program{path(), {}};
  if (!GetParam().until.empty()) {
    program.wait_for_line(GetParam().until);
    program.press_ctrl_c();
  }
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, GetParam().until.empty() ? 0 : 130}));
  const lines printed = lines_of(std::istringstream{without_chances(program.said())});
  EXPECT_EQ(arranged(without_interrupt(printed), GetParam().how), arranged(expected_of(GetParam()), GetParam().how));
  EXPECT_EQ(fault_of(GetParam().name, lines_of(std::istringstream{program.said()})), "");
}

TEST_P(Sample, Is_hardly_longer_than_in_python) {
  if (GetParam().python_lines == 0)
    return;
  const lines all = lines_of(std::ifstream{sources / (GetParam().name + ".cpp")});
  const auto is_code = [](const std::string& each) {
    const auto first = each.find_first_not_of(' ');
    return first != std::string::npos && each.compare(first, 2, "//") != 0;
  };
  EXPECT_LE(static_cast<double>(std::ranges::count_if(all, is_code)),
            1.5 * static_cast<double>(GetParam().python_lines));
}

bool catches_ctrl_c(int pid) {
  std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
  for (std::string word; status >> word;)
    if (word == "SigCgt:")
      return status >> word && (std::stoull(word, nullptr, 16) & (1ULL << (SIGINT - 1))) != 0;
  return false;
}

// It is held at its first line, so it cannot be over when the key is pressed.
TEST_P(Sample, Is_gone_within_a_second_after_ctrl_c_and_says_one_line) {
  running_program program{path(), {}, output::held};
  ASSERT_TRUE(wait_until([&] { return catches_ctrl_c(program.pid()); }));
  const auto pressed = rooms::os::clock::now();
  program.press_ctrl_c();
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130})) << program.said();
  EXPECT_LT(rooms::os::clock::now() - pressed, std::chrono::seconds(1));
  const lines printed = lines_of(std::istringstream{without_chances(program.said())});
  EXPECT_EQ(std::ranges::count(printed, "interrupted by Ctrl-C (SIGINT)"), 1);
  EXPECT_THAT(expected_of(GetParam()), testing::IsSupersetOf(arranged(without_interrupt(printed), order::distinct)));
  std::filesystem::remove(std::filesystem::temp_directory_path() / "lock_file.txt");
}

INSTANTIATE_TEST_SUITE_P(Multiprocessing, Sample, testing::ValuesIn(table()),
                         [](const auto& one) { return one.param.name; });

// A program that is in no row above is not tested.
TEST(Samples, All_are_in_the_table) {
  for (const auto& each : std::filesystem::directory_iterator{sources}) {
    const std::string name = each.path().stem();
    if (each.path().extension() != ".cpp" || name == "simple")
      continue;
    EXPECT_THAT(table(), testing::Contains(testing::Field(&sample::name, name)));
  }
}

} // namespace
} // namespace troupe::tests
