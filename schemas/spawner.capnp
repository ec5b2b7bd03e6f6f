@0xe1f6c0b27a3d9485;
# NAME
#   spawner - what the root and its spawner say to each other
#
# DESCRIPTION
#   One message is one packet of a SOCK_SEQPACKET socket, in Cap'n Proto's flat form (segment table
#   first). A request longer than a packet lies in a sealed memory file that travels with the packet
#   `inFile`. The spawner answers every `spawn` with `spawned` or `notSpawned`, and every `spawned`
#   is followed by one `gone`, unless the spawner itself ends first. Answers keep the order of the
#   requests; ends come in the order in which they happened.
#
#   Closing the socket means `stop`. Both ends are of one build: the protocol has no versions.
#
# SEE ALSO
#   docs/formats/spawner.md: who starts whom, and what is left if a process dies at each step

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::rooms::spawn::wire");

struct ToSpawner {
  union {
    spawn @0 :Plan;
    # One process, please.

    stop @1 :Void;
    # Kill and reap everything, then end.

    inFile @2 :Who;
    # The message, a `spawn` of that one, lies in the file whose descriptor comes with the packet: its
    # length in bytes as 64 bits, then the message.

    drop @3 :Who;
    # Kill that one: its pidfd did not fit into the root, which has called it not started.
  }
}

struct Who {
  number @0 :UInt32;
  incarnation @1 :UInt32;
}

struct Plan {
  number @0 :UInt32;
  incarnation @1 :UInt32;
  # Slot and incarnation: opaque here, given back in every answer.

  name @2 :Text;
  # For ps, core dumps and logs.

  method @3 :Method;
  entry @4 :CodePlace;

  arguments @5 :List(UInt64);
  # Handed to the entry as they are.

  oomRaise @6 :Int32;
  # Added to the spawner's own oom_score_adj.

  isProgram @7 :Bool;
  # The entry becomes another program by exec: `spawned` says that it has, `notSpawned` why it could not.
}

enum Method {
  forkServer @0;
  # A fork of the spawner: 0.3 ms.

  exec @1;
  # A fresh image of the program: nothing in it was there before.
}

struct CodePlace {
  module @0 :Text;
  # Path of the loaded module that holds the function; empty for the program itself.

  build @1 :Data;
  # GNU build-id of that module; empty when it was linked without one.

  offset @2 :UInt64;
  # From the module's load address.

  label @3 :Text;
  # For people.
}

struct FromSpawner {
  union {
    hello @0 :Int32;
    # The first message: the spawner runs; its pid. Its own pidfd comes with the packet.

    spawned @1 :Spawned;
    # The process exists and is about to call the entry. Its pidfd comes with the packet.

    notSpawned @2 :NotSpawned;
    # There is no process, and nothing is left of the attempt.

    gone @3 :Gone;
    # It has ended and was reaped.
  }
}

struct Spawned {
  number @0 :UInt32;
  incarnation @1 :UInt32;
  pid @2 :Int32;
}

struct NotSpawned {
  number @0 :UInt32;
  incarnation @1 :UInt32;

  errorNumber @2 :Int32;
  # The kernel's errno; 0 when the function was not found.

  text @3 :Text;
  # One sentence: what failed and what to do.
}

struct Gone {
  number @0 :UInt32;
  incarnation @1 :UInt32;

  kind @2 :UInt8;
  # As in troupe/ending.hpp: exited or signalled.

  code @3 :Int32;
  # Exit code or number of the signal.
}
