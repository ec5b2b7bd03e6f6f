// Counts the words of all files below a folder, in worker processes that may be killed at any time.
#include <troupe/troupe.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <map>
#include <optional>

#include "feeder.hpp"
#include "report.hpp"

namespace {

struct settings {
  std::string folder = "/usr/include";
  unsigned counters = troupe::cpu_count();
  std::optional<std::int64_t> kill_every; // milliseconds
  std::size_t top = 10;
};

void describe(CLI::App& app, settings& into) {
  app.add_option("--folder", into.folder, "count all files below it")->capture_default_str();
  app.add_option("--counters", into.counters, "worker processes")->check(CLI::Range(1, 500))->capture_default_str();
  app.add_option("--kill-every", into.kill_every, "kill a random worker all along, e.g. every 200ms")
    ->transform(CLI::AsNumberWithUnit(std::map<std::string, std::int64_t>{{"ms", 1}, {"s", 1000}}))
    ->check(CLI::PositiveNumber);
  app.add_option("--top", into.top, "how many words to show")->capture_default_str();
}

std::optional<feeder::clock::duration> kill_interval(const settings& with) {
  if (!with.kill_every)
    return std::nullopt;
  return std::chrono::milliseconds{*with.kill_every};
}

feeding count_in_processes(const settings& with, std::vector<portion> work) {
  progress line{work.size()};
  feeder feed{std::move(work), with.counters, kill_interval(with)};
  feeding result = feed.run([&](const feeding& now) { line.show(now); });
  line.finish();
  print_words(result.merged, with.top);
  print_totals(result.merged);
  std::printf("%u processes: %.2f s, %u kills, %u restarts\n", with.counters, line.seconds(), result.kills,
              result.restarts);
  return result;
}

tally count_here(const std::vector<portion>& work) {
  const progress time{work.size()};
  tally all;
  for (const portion& each : work)
    for (const std::string& path : each.paths)
      count_file(path, all);
  std::printf("one process:  %.2f s\n", time.seconds());
  return all;
}

int run(const settings& with) {
  const std::vector<portion> work = portions_of(with.folder);
  if (work.empty())
    throw std::runtime_error("there is no file below " + with.folder);
  std::printf("counting the words below %s\n", with.folder.c_str());
  const feeding result = count_in_processes(with, work);
  const bool equal = result.merged == count_here(work);
  std::printf("%s\n", equal ? "the same totals: every file was counted once" : "THE TOTALS DIFFER");
  return equal ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  settings with;
  CLI::App app{"Counts words in worker processes"};
  describe(app, with);
  CLI11_PARSE(app, argc, argv);
  try {
    return run(with);
  } catch (const troupe::interrupted&) {
    throw; // Ctrl-C: the wrapped main ends the program with one line
  } catch (const std::exception& failure) {
    std::fflush(stdout);
    std::fprintf(stderr, "wordcount: %s\n", failure.what());
    return 2;
  }
}
