/// An interruption of the program (Ctrl-C), as far as waits for shared objects have to know of it.
///
/// Usually the next wait of the thread that is to hear of it throws `interrupted`. A wait that must have something back
/// before it may end holds it, and tells of it afterwards. Threads: any.
#pragma once

namespace troupe::rooms::objects {

/// How it reaches a thread.
struct interruption_source {
  bool (*is_due)() noexcept; ///< whether the calling thread is to hear of one now
  void (*tell)();            ///< throws `interrupted` if it is
};
/// By who takes the signals; lives for ever. Null: nobody does.
void set_interruption_source(const interruption_source* from) noexcept;

/// No wait of this thread throws `interrupted` while one lives.
class held_interruption {
public:
  held_interruption() noexcept;
  ~held_interruption();
  held_interruption(const held_interruption&) = delete;
  held_interruption& operator=(const held_interruption&) = delete;

  /// One has come that this thread is to hear of.
  [[nodiscard]] bool is_due() const noexcept;
};
/// Asked by `tell`, and by who throws in waits.
[[nodiscard]] bool interruption_is_held() noexcept;

/// Fails: interrupted, if one is due and not held.
void tell_interruption();

} // namespace troupe::rooms::objects
