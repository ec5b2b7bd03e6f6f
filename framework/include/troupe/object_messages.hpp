/// What every actor behind `x.address()` of a shared object understands, beside the messages in the
/// object's own header. All of them are in schemas/objects.capnp.
///
/// An actor waits for an object without blocking, a watcher monitors it, and each message does what
/// the call of the same name does, on the same object:
///
///   self->request(e.address(), 5s, troupe::wait_for_set{}).then([=] { ... }, [=](const troupe::error_value& why) { ...
///   });
///
/// Whoever asks is who holds what he is given: a mutex locked by message belongs to the asking actor,
/// and is freed when that actor ends. A request that times out is withdrawn: it takes nothing later.
/// The actor ends when the object goes, that is with the last handle anywhere; an address is none.
/// What is of a handle or of the calling process has no message: `close` and `sentinel` of a process; `close` of a
/// queue; `close`, `share`, `fileno`, `readable`, `writable` and `recv_bytes_into` of an end of a pipe; and `update` of
/// a value, which runs a function where it is called.
#pragma once

namespace troupe {

/// Answered with the text form, a std::string.
struct describe {};

} // namespace troupe
