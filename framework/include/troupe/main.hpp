/// A program that is the `troupe` command, with actors of its own:
///
///   int main(int argc, char** argv) { return troupe::main(argc, argv, troupe::fn<counter>, troupe::fn<shop::web>); }
///
/// `./program run tree.toml` then finds them by name, and so do `check` and all other commands.
#pragma once

#include <filesystem>

#include <troupe/provides.hpp>

namespace troupe {

/// The command as a function: reads the arguments, does what they say, gives the exit code.
/// Waits:   as long as the command does; `run` until the tree has ended.
/// Fails:   never by an exception but `interrupted`; everything else is printed, and an exit code.
/// Callers: the program's main thread, once, with no `troupe::system` of its own.
int run_command(int argc, char** argv);

/// `troupe run` of that file, as a function: prints what is wrong with it, or what happens, and gives the exit code.
/// Waits:   until the tree has ended.
/// Fails:   as `run_command`.
/// Callers: as `run_command`.
int run_tree(const std::filesystem::path& file);

/// `run_command` with behaviours that tree files can name besides those of `provides`.
template <auto... F>
int main(int argc, char** argv, fn_type<F>... behaviours) {
  (provide(behaviour_of(behaviours)), ...);
  return run_command(argc, argv);
}

} // namespace troupe
