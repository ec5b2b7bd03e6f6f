/// The commands. Each does what was asked, prints it, and gives the exit code.
#pragma once

#include "cli/screen.hpp"

namespace troupe::rooms::cli {

int run(const invocation& asked, const screen& out);
int check(const invocation& asked, const screen& out);
int schema(const invocation& asked, const screen& out);
int version(const invocation& asked, const screen& out);

// These ask a running tree, and throw `refusal` where it says no or nothing.
int ps(const invocation& asked, const screen& out);
int tree(const invocation& asked, const screen& out);
int status(const invocation& asked, const screen& out);
int events(const invocation& asked, const screen& out);
int act(const invocation& asked, const screen& out); ///< start, stop, restart
int wait(const invocation& asked, const screen& out);
int send(const invocation& asked, const screen& out);
int dead_letters(const invocation& asked, const screen& out);

} // namespace troupe::rooms::cli
