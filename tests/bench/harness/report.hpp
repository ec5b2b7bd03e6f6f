/// The results, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "harness/contest.hpp"

namespace bench {

/// One line that says what the figures were taken on, and whether anything else was running.
std::string machine();

std::string table_head();
std::string table_line(const result& of);

/// An array of {"row","ours","peer","peer_name","unit","ratio","spread"}; figures are null in a row
/// that failed. Fails: std::system_error.
void write_json(const std::string& path, const std::vector<result>& results);
/// The same, but rows that are in the file and not among `results` stay as they were. Fails also with
/// nlohmann::json::exception when the file is no such array.
void merge_json(const std::string& path, const std::vector<result>& results);

} // namespace bench
