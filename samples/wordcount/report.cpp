#include "report.hpp"

#include <cstdio>
#include <unistd.h>

progress::progress(std::uint64_t portions, bool alone)
  : portions_{portions}, live_{alone && isatty(STDOUT_FILENO) == 1},
    next_{start_ + (live_ ? std::chrono::milliseconds{0} : std::chrono::milliseconds{1000})} {}

void progress::show(const feeding& now) {
  if (clock::now() < next_)
    return;
  next_ = clock::now() + (live_ ? std::chrono::milliseconds{100} : std::chrono::milliseconds{1000});
  const double rate = static_cast<double>(now.merged.bytes) / 1e6 / seconds();
  std::printf("%s%3.0f %%  %llu files  %.0f MB/s  %u kills  %u restarts%s", live_ ? "\r\033[K" : "",
              100.0 * static_cast<double>(now.portions_done) / static_cast<double>(portions_),
              static_cast<unsigned long long>(now.merged.files), rate, now.kills, now.restarts, live_ ? "" : "\n");
  std::fflush(stdout);
}

void progress::finish() {
  if (live_)
    std::printf("\r\033[K");
}

double progress::seconds() const { return std::chrono::duration<double>(clock::now() - start_).count(); }

void print_words(const tally& of, std::size_t count) {
  for (const auto& [word, times] : most_frequent(of, count))
    std::printf("%12llu  %s\n", static_cast<unsigned long long>(times), word.c_str());
}

void print_totals(const tally& of) {
  std::printf(
    "%llu words, %zu different ones, in %llu files of %llu bytes (%llu binary and %llu unreadable files left out)\n",
    static_cast<unsigned long long>(of.words), of.each.size(), static_cast<unsigned long long>(of.files),
    static_cast<unsigned long long>(of.bytes), static_cast<unsigned long long>(of.binary),
    static_cast<unsigned long long>(of.unreadable));
}
