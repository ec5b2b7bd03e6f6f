/// A readable account of what happens in a tree, a line for each thing: written on one thread, printed on another.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "supervision/tree_runner.hpp"

namespace troupe::rooms::house {

/// What has happened, e.g. "exited with code 3 after 12ms; restart in 200ms"; empty for what is not worth a line.
[[nodiscard]] std::string news_text(const supervision::tree_news& news);
/// Whom it is about: the root for what concerns the whole tree, no_node for what is no news.
[[nodiscard]] supervision::node_id subject_of(const supervision::tree_news& news);

class tree_account {
public:
  explicit tree_account(bool colours) : colours_(colours) {}

  /// Any thread.
  void hear(const supervision::tree_news& news);
  /// To standard output, what is not printed yet. May wait for who reads it, so not on the house thread.
  void print();

private:
  bool colours_;
  std::mutex guard_; ///< of the lines
  std::vector<std::string> lines_;
};

} // namespace troupe::rooms::house
