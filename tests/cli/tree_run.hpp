/// A tree in a folder of its own, run by the real command and asked by it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/running_program.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {

namespace fs = std::filesystem;

class TreeRun : public ::testing::Test {
protected:
  TreeRun() { fs::create_symlink(LIBRARIES "/shop.so", folder_.path() / "shop.so"); }

  std::vector<std::string> tree(const std::string& text) {
    std::ofstream(path()) << "troupe = 1\n" << text;
    return {"run", path()};
  }
  void run(const std::string& text, const char* program = TROUPE_COMMAND) {
    running_program command(program, tree(text));
    code_ = exit_code(command.wait());
    said_ = command.said();
  }
  [[nodiscard]] std::string path() const { return (folder_.path() / "tree.toml").string(); }
  std::size_t at(std::string_view part) const {
    EXPECT_NE(said_.find(part), std::string::npos) << part << " is not in:\n" << said_;
    return said_.find(part);
  }
  [[nodiscard]] std::size_t count(std::string_view part) const {
    std::size_t found = 0;
    for (std::size_t i = said_.find(part); i != std::string::npos; i = said_.find(part, i + 1))
      ++found;
    return found;
  }

  /// What another command says to the tree that runs.
  void ask(const std::vector<std::string>& words) {
    running_program command(TROUPE_COMMAND, words);
    code_ = exit_code(command.wait());
    said_ = command.said();
  }

  temp_folder folder_;
  scoped_variable control_sockets_{"XDG_RUNTIME_DIR", folder_.path().string()};
  int code_ = -1;
  std::string said_;
};

} // namespace troupe::tests
