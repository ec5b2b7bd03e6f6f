/// Everything troupe can refuse or lose, as exception classes derived from one base, and as codes.
///
/// An ordinary "no" is never an exception: `try_...`, `..._for` and `find...` return `false` or an
/// empty `optional`. What is here was not expected by the caller, and its text says what to do.
/// Threads: all of it is immutable after construction.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace troupe {

/// What went wrong. Each code has a class below, a name (`name()`) and a `remedy()`.
/// Values travel between processes: append, never renumber.
enum class errc : std::uint8_t {
  none = 0,           ///< no error
  contract_error,     ///< the program uses troupe in a way its headers rule out: the text names the line
  invalid_argument,   ///< a value that cannot be meant: a negative count, an empty name
  invalid_state,      ///< the right call at the wrong time: started twice, not started yet
  not_owner,          ///< unlocked, or given back, by somebody who does not hold it
  closed,             ///< this process has closed it and puts no more
  end_of_stream,      ///< all has been read and nothing will come: finished, or the other end is gone
  type_mismatch,      ///< what arrived is of another type than was asked for; it is not lost
  decode_error,       ///< the bytes are not what any correct writer makes
  buffer_too_short,   ///< what arrived is longer than the room for it
  key_not_found,      ///< no such key in the shared map
  out_of_range,       ///< no such position in the shared sequence
  broken_barrier,     ///< a party has left or was too late: nobody will pass until it is reset
  timeout,            ///< it did not happen in the time given; it may happen yet
  cancelled,          ///< somebody asked that it be not done
  interrupted,        ///< Ctrl-C, or an end of the program, came before it was done
  remote_error,       ///< a function threw in another process; the text and the type are its own
  worker_lost,        ///< the process that had the work died: the text says how
  task_timeout,       ///< the task took longer than it may and was killed
  pool_terminated,    ///< the pool ended before the work was done
  initializer_failed, ///< a process could not begin its life: its initialiser or actor factory threw
  manager_lost,       ///< the process that held the shared objects died
  unknown_name,       ///< no function, type or actor of that name in the process that was asked
  no_resource,        ///< the kernel, or troupe's own limit, has no more: memory, processes, descriptors
  mailbox_full,       ///< the receiver has not made room in time; nothing was sent
  last_code_ = mailbox_full,
};

/// What a caller can do about a code.
enum class remedy : std::uint8_t { fix_input, retry_later, reconnect, give_up };

/// The code's own spelling, e.g. "worker_lost".
[[nodiscard]] std::string_view name(errc code) noexcept;
[[nodiscard]] troupe::remedy remedy_of(errc code) noexcept;

/// Base of everything troupe throws.
class error : public std::runtime_error {
public:
  error(errc code, const std::string& text) : std::runtime_error(text), code_(code) {}
  [[nodiscard]] errc code() const noexcept { return code_; }
  [[nodiscard]] troupe::remedy remedy() const noexcept { return remedy_of(code_); }

private:
  errc code_;
};

/// One class per code, so that a handler can name what it expects.
template <errc Code>
class error_of : public error {
public:
  explicit error_of(const std::string& text) : error(Code, text) {}
};

/// The classes of the codes above.
using contract_error = error_of<errc::contract_error>;
using invalid_argument = error_of<errc::invalid_argument>;
using invalid_state = error_of<errc::invalid_state>;
using not_owner = error_of<errc::not_owner>;
using closed = error_of<errc::closed>;
using end_of_stream = error_of<errc::end_of_stream>;
using type_mismatch = error_of<errc::type_mismatch>;
using decode_error = error_of<errc::decode_error>;
using buffer_too_short = error_of<errc::buffer_too_short>;
using key_not_found = error_of<errc::key_not_found>;
using out_of_range = error_of<errc::out_of_range>;
using broken_barrier = error_of<errc::broken_barrier>;
using timeout = error_of<errc::timeout>;
using cancelled = error_of<errc::cancelled>;
using interrupted = error_of<errc::interrupted>;
using remote_error = error_of<errc::remote_error>;
using worker_lost = error_of<errc::worker_lost>;
using task_timeout = error_of<errc::task_timeout>;
using pool_terminated = error_of<errc::pool_terminated>;
using initializer_failed = error_of<errc::initializer_failed>;
using manager_lost = error_of<errc::manager_lost>;
using unknown_name = error_of<errc::unknown_name>;
using mailbox_full = error_of<errc::mailbox_full>;

/// The kernel or a limit said no. `number()` is the errno, or 0 when the limit was troupe's own.
class no_resource : public error {
public:
  no_resource(const std::string& text, int number) : error(errc::no_resource, text), number_(number) {}
  [[nodiscard]] int number() const noexcept { return number_; }

private:
  int number_;
};

/// Throws the class that belongs to `code`. `number` is used by `no_resource` alone.
[[noreturn]] void throw_error(errc code, const std::string& text, int number = 0);

} // namespace troupe
