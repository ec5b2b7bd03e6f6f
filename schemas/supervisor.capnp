# What the supervisor actor understands. It lives in the root's house thread, at slot 0, and is that
# host's first actor; every process is born knowing its address. `troupe::spawn` and
# `troupe::kill_process_of` send these messages, and programs in other languages may.
#
# The fields are those of the C++ aggregates in framework/supervision/requests.hpp, in their order;
# a test holds the two together.
@0xd0c5b7a1f2e64c93;

struct CodePlace @0xe8d2b4f89a1659bb {
  # A function, as (module, offset): exact for lambdas, static functions and equal names.
  module @0 :Text;
  # File of the loaded module that holds it; empty for the program itself.
  build @1 :Data;
  # GNU build-id of that module: another build of it is refused.
  offset @2 :UInt64;
  # From where the module is loaded.
  label @3 :Text;
  # Its name, for error texts.
}

struct InheritedLog @0xd1cf60fd1970c971 {
  # Logging as the asking process has it.
  least @0 :UInt8;
  # The level as a number: trace 0 ... off 7.
  toStderr @1 :Bool;
  sinks @2 :List(CodePlace);
}

struct SpawnRequest @0xe8a7f5c740f42307 {
  # A process with one actor. Answered with the actor's handle when its factory has returned, or
  # with an error: unknown_name (no such function in the image), decode_error (its parameters),
  # no_resource (processes, slots, memory), worker_lost (it died on the way), initializer_failed
  # (the factory threw), invalid_state (the system is ending). Nothing is left running then.
  name @0 :Text;
  # For logs, ps and core dumps.
  entry @1 :CodePlace;
  # The function that the new process runs.
  parameters @2 :List(UInt64);
  # The factory's, as one message: the words of a struct pointer and what it points to.
  log @3 :InheritedLog;
}

struct SignalRequest @0xe7ad60c11cb7b550 {
  # A signal to the process of that very incarnation, through its pidfd. Answered with whether it
  # was sent: false when that process is over.
  slot @0 :UInt16;
  incarnation @1 :UInt32;
  number @2 :Int32;
}

struct WorkerOrder @0xa127627b758c05d3 {
  # Not a message: what a worker finds in its birth.
  houseIncarnation @0 :UInt32;
  supervisor @1 :UInt64;
  # The supervisor's actor id at slot 0.
  log @2 :InheritedLog;
  parameters @3 :List(UInt64);
}
