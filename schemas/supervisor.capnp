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

struct ChildRequest @0xbe32aa90a6e1225a {
  # A child supervisor: it makes, watches and ends processes of its own. Answered with its handle.
  kind @0 :UInt8;
  # 0: a pool.
  options @1 :List(UInt64);
  # Of its kind, as one message: PoolPlan of pool.capnp.
  log @2 :InheritedLog;
  from @3 :Origin;
  # Of its processes.
  owner @4 :Place;
  # It ends with that actor.
  flights @5 :List(UInt64);
  # Of the shared objects that the options name.
  actors @6 :List(Place);
  # That they name.
}

struct ProcessRequest @0xc1bd4eb955d2c609 {
  # A process that runs a function. Answered with ProcessReply: the address of what is described, and, when it
  # was started too, its process. Errors: no_resource, unknown_name, worker_lost, invalid_state (the system is ending, or
  # the parent is over). Nothing is left running then. From then on the supervisor keeps what the parameters refer to: until
  # the process is over, or nobody can start it any more.
  name @0 :Text;
  start @1 :OptionalUInt8;
  entry @2 :CodePlace;
  parameters @3 :List(UInt64);
  log @4 :InheritedLog;
  from @5 :Origin;
  startNow @6 :Bool;
  flights @7 :List(UInt64);
  # Of the shared objects among the parameters: docs/formats/objects.md.
  actors @8 :List(Place);
  # Among the parameters.
}

struct Origin @0xa927cd6f29e5fe2c {
  # Who made a process, and what it passes on to those that the process makes. The lineage 2, 1 is Process-2:1.
  lineage @0 :List(UInt32);
  daemon @1 :Bool;
  parentSlot @2 :UInt16;
  parentIncarnation @3 :UInt32;
  parentPid @4 :Int32;
  parentName @5 :Text;
  parentDaemon @6 :Bool;
}

struct OptionalUInt8 @0x91334fc233145044 {
  # Empty: the system's own start method; fork_server 0, exec 1.
  present @0 :Bool;
  value @1 :UInt8;
}

struct ProcessReply @0xa0d602a7b9312e2c {
  # Slot, incarnation and pid are 0 as long as it is not started.
  address @0 :Place;
  slot @1 :UInt16;
  incarnation @2 :UInt32;
  pid @3 :Int32;
}

struct Place @0x91dd56d27512161f {
  # An actor, as a handle of it travels.
  actor @0 :UInt64;
  incarnation @1 :UInt32;
  slot @2 :UInt16;
}

struct AddressRequest @0xfb32df742601f598 {
  # The address of the process in that slot, answered with a Place, or invalid_argument when no function runs there.
  slot @0 :UInt16;
  incarnation @1 :UInt32;
}

struct ProcessView @0xda850e1ea1be9d82 {
  # What a process's address answers to ProcessStart and ProcessLook. State: initial 0, started 1, stopped 2.
  name @0 :Text;
  daemon @1 :Bool;
  state @2 :UInt8;
  number @3 :UInt16;
  incarnation @4 :UInt32;
  pid @5 :Int32;
  parentPid @6 :Int32;
  exitCode @7 :OptionalInt32;
}

struct OptionalInt32 @0xd808c984ce37405e {
  present @0 :Bool;
  value @1 :Int32;
}

struct ProcessStart @0xcc3a9aaa0fa0af4d {
  # To a process's address, as those below: what they do is in troupe/process_messages.hpp.
}

struct ProcessJoin @0xfc3498fbf16b8fa7 {
  # Answered with the exit code as OptionalInt32, empty when the limit (nanoseconds) is over before the process.
  limit @0 :OptionalInt64;
}

struct OptionalInt64 @0xe3064e8f4c1ea313 {
  present @0 :Bool;
  value @1 :Int64;
}

struct ProcessLook @0xf8267bea4475436c {
}

struct ProcessSetName @0x8333614f23634b45 {
  name @0 :Text;
}

struct ProcessSetDaemon @0x89d4d657c0fbc412 {
  daemon @0 :Bool;
}

struct ProcessTerminate @0xc11e57a18fe40362 {
}

struct ProcessKill @0xcb30a8f4fbdcdbd7 {
}

struct ProcessTerminateTree @0xe2be8b73d900844b {
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
  from @3 :Origin;
  parameters @4 :List(UInt64);
  role @5 :UInt32;
  # The first life of the role of which it leads one; 0: of none.
  uses @6 :List(UsedChild);
}

struct UsedChild @0xa2d8669dc4eb27ea {
  name @0 :Text;
  child @1 :Text;
}

struct RoleRequest @0xca94ef28dc475dd0 {
  # The role of a child of the running tree, by its name or an alias. Answered with a Place, or unknown_name.
  name @0 :Text;
}

struct IncarnationRequest @0xd0f12e727de33774 {
  # What runs in a role now: answered with a Place, actor 0 between two lives; invalid_argument for what is no role.
  role @0 :Place;
}

struct WatchRequest @0x900a0a71aa5210a7 {
  # The watcher is told of ends and returns of the lives of a role, from now on or no more.
  role @0 :Place;
  watcher @1 :Place;
  begins @2 :Bool;
}
