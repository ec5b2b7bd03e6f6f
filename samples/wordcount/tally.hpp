/// What is counted, and how: the same for the worker processes and for the plain count.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

/// A plain aggregate: it travels between processes as it is.
struct tally {
  std::uint64_t files = 0;      ///< files that were counted
  std::uint64_t binary = 0;     ///< files with a zero byte: looked at, not counted
  std::uint64_t unreadable = 0; ///< files that could not be opened or read
  std::uint64_t bytes = 0;
  std::uint64_t words = 0;
  std::unordered_map<std::string, std::uint64_t> each; ///< how often every word occurs
  bool operator==(const tally&) const = default;
};

/// Adds the words of one file. A word is a run of letters, digits, underscores and bytes above 127.
void count_file(const std::string& path, tally& into);

/// Adds all of `part`.
void merge(const tally& part, tally& into);

/// The `count` most frequent words, the most frequent first, equal ones by alphabet.
std::vector<std::pair<std::string, std::uint64_t>> most_frequent(const tally& of, std::size_t count);
