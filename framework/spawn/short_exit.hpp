/// The last step of a worker that leaves by std::exit: what it need not do there.
///
/// std::exit calls atexit handlers and destroys the program's statics, newest first, and then has the loader ask every
/// shared library, a dozen of troupe's own alone, whether it has something to do as well. Hardly one has, but each is
/// asked on pages of its own that a forked worker has never touched: 30 page faults of the 150 in its life
/// (docs/decisions/0019-a-worker-does-not-ask-libraries-at-its-end.md).
#pragma once

namespace troupe::rooms::spawn {

/// Before a fork: whether none of the libraries that are loaded now has something to do when a process ends. Looks
/// again only when another has been loaded. Threads: a process's only one.
bool look_at_libraries();

/// In a forked worker: std::exit ends where the libraries would be asked, if there was none with something to do and
/// none has been loaded since. What the program has registered runs, its destructor functions too, and streams are
/// flushed.
void shorten_exit() noexcept;

} // namespace troupe::rooms::spawn
