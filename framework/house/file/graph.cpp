#include "house/file/graph.hpp"

#include "supervision/tree/members.hpp"
#include "supervision/tree/option_words.hpp"

namespace troupe::rooms::house {

namespace {

using namespace supervision;

// Numbers, because a name may be a word of the language.
std::string id_of(int index) { return "n" + std::to_string(index); }

/// How one language writes what a graph is made of.
class painter {
public:
  explicit painter(graph_language language) : is_dot_(language == graph_language::dot) {
    text_ = is_dot_ ? "digraph tree {\n" : "flowchart TD\n";
  }

  void add_node(int index, const member& what) {
    const std::string label = what.supervisor == nullptr ? what.name
                                                         : what.name + (is_dot_ ? "\\n" : "<br/>") +
                                                             std::string{word_of(what.supervisor->options.strategy)};
    const char* const shape = what.supervisor == nullptr ? "ellipse" : "box";
    if (is_dot_)
      add(id_of(index) + " [label=\"" + label + "\", shape=" + shape + "];");
    else
      add(id_of(index) + (what.supervisor == nullptr ? "([\"" + label + "\"])" : "[\"" + label + "\"]"));
  }
  void add_child(int above, int below) {
    add(id_of(above) + (is_dot_ ? " -> " + id_of(below) + ";" : " --> " + id_of(below)));
  }
  void add_need(int who, int whom, const std::string& why) {
    add(id_of(who) + (is_dot_ ? " -> " + id_of(whom) + " [style=dashed, constraint=false, label=\"" + why + "\"];"
                              : " -. \"" + why + "\" .-> " + id_of(whom)));
  }
  [[nodiscard]] std::string finish() && { return std::move(text_) + (is_dot_ ? "}\n" : ""); }

private:
  void add(const std::string& line) { text_ += "  " + line + "\n"; }

  bool is_dot_;
  std::string text_;
};

void add_needs(painter& to, const member_list& members, int who) {
  const member& one = members.all[static_cast<std::size_t>(who)];
  for (const prerequisite& each : one.after())
    if (const int whom = members.find(each.child); whom >= 0)
      to.add_need(who, whom, "after " + std::string{word_of(each.until)});
  for (const auto& [local, name] : one.uses())
    if (const int whom = members.find(name); whom >= 0)
      to.add_need(who, whom, "uses " + local);
}

} // namespace

std::string graph_text(const tree_spec& of, graph_language language) {
  const member_list members(of);
  painter made(language);
  const int count = static_cast<int>(members.all.size());
  for (int i = 0; i < count; ++i)
    made.add_node(i, members.all[static_cast<std::size_t>(i)]);
  for (int i = 0; i < count; ++i)
    for (const int below : members.all[static_cast<std::size_t>(i)].below)
      made.add_child(i, below);
  for (int i = 0; i < count; ++i)
    add_needs(made, members, i);
  return std::move(made).finish();
}

} // namespace troupe::rooms::house
