# What pools understand, and what a pool, the processes that use it and its workers say to each other. `PoolWork` and
# `PoolDone` name tasks by a ticket, which the worker also writes into its slot page: docs/paths/a_pool.md.
#
# The fields are those of the C++ aggregates (framework/parallel/pool/protocol.hpp and the headers named), in their
# order; a test holds the two together.
@0x8d404fc9f7fab3ea;

# To a pool's address, from actors of any process: <troupe/pool_messages.hpp>, <troupe/pool_progress.hpp>

struct RunTasks @0xcfcdbee730b2ca97 {
  # Answered with a value of type `answer`, or with nothing where that is 0; what fails is an error with its code and
  # text. A request that times out, or whose requester ends, is cancelled.
  function @0 :TaskPlace;
  # It takes the words of a piece, and gives those of a list of results; for a single answer those of the answer.
  pieces @1 :List(TaskPiece);
  stopsAtFailure @2 :Bool;
  # The first failure is the answer. Else the answer has all of them, and `gathering` makes it.
  timeout @3 :Int64;
  # Nanoseconds that one task may take; 0: no limit.
  retries @4 :UInt32;
  # Of a task whose worker died.
  gathering @5 :OptionalTaskPlace;
  # It takes a List(ToldResults), ordered by `first`, and gives the answer.
  answer @6 :UInt64;
  # As Envelope.type.
  layout @7 :UInt32;
  # As Envelope.layout, of the answer.
  tag @8 :UInt64;
  # As the sender likes: for CancelTasks.
}

struct TaskPlace @0x934ba005ae594b10 {
  # A function, as CodePlace of supervisor.capnp. One that a worker does not have: unknown_name.
  module @0 :Text;
  build @1 :Data;
  offset @2 :UInt64;
  label @3 :Text;
}

struct OptionalTaskPlace @0xe404f0ffde400f63 {
  present @0 :Bool;
  value @1 :TaskPlace;
}

struct TaskPiece @0xa10770a41b08d7a2 {
  # Tasks that stand beside each other in a call.
  first @0 :UInt64;
  count @1 :UInt32;
  words @2 :List(UInt64);
  # Of a list of tuples, the arguments of each task: a struct pointer and what it points to.
  flights @3 :List(UInt64);
  # Of the shared objects among the arguments: docs/formats/objects.md. The house carries them until all are answered.
  actors @4 :List(Place);
  # Among the arguments.
}

struct Place @0x91dd56d27512161f {
  # An actor, as in every message.
  actor @0 :UInt64;
  incarnation @1 :UInt32;
  slot @2 :UInt16;
}

struct ToldResults @0xf54c0df69faaa8a6 {
  # To `gathering`: results of tasks that stand beside each other, or the failure of all of them.
  first @0 :UInt64;
  count @1 :UInt64;
  words @2 :List(UInt64);
  # Of a list; none of a function without result.
  failure @3 :OptionalExceptionValue;
}

struct CancelTasks @0xae0375fc0850a8c6 {
  # The sender's own requests of that tag are answered with `cancelled`. Answered with a Bool: whether there was one.
  tag @0 :UInt64;
}

struct PoolClose @0xe4ccbdd091e14dd0 {
  # Answered at once, with nothing: no more calls, and the workers end when all is answered.
}

struct PoolTerminate @0xb0a499b23ae6fe63 {
  # Answered with nothing. What has no result has been answered with pool_terminated by then.
}

struct PoolJoin @0x856e58380e82764c {
  # Answered with nothing when all workers have ended, or with invalid_state before PoolClose or PoolTerminate.
}

struct PoolResize @0xde8651a5e66e3ce4 {
  # Answered with nothing, or with invalid_argument.
  processes @0 :Int32;
}

struct GetPoolProgress @0xc20bc324dc11e11c {
  # Answered with PoolProgress.
}

struct PoolProgress @0x9c204b53c0cdb3e7 {
  waiting @0 :UInt64;
  running @1 :UInt64;
  done @2 :UInt64;
  failed @3 :UInt64;
  workers @4 :List(WorkerProgress);
}

struct WorkerProgress @0x91dd80ab476438a3 {
  name @0 :Text;
  pid @1 :Int32;
  done @2 :UInt64;
  task @3 :Text;
  busy @4 :Int64;
  # Nanoseconds.
}

# What a pool is made from: ChildRequest.options

struct PoolPlan @0xa5cbc4e60a9314f4 {
  processes @0 :UInt32;
  initializer @1 :OptionalFirstTask;
  # What it refers to goes with the request: flights and actors.
  maxTasks @2 :UInt32;
  # Of one worker; 0: no limit.
  maxMemory @3 :UInt64;
  # Bytes that one worker may keep; 0: no limit.
}

struct FirstTask @0xa2b97f9ae5a8766a {
  function @0 :CodePlace;
  words @1 :List(UInt64);
  # Of a list of one task.
}

struct OptionalFirstTask @0xe32963d78049ff47 {
  present @0 :Bool;
  value @1 :FirstTask;
}

struct CodePlace @0xe8d2b4f89a1659bb {
  # As in supervisor.capnp.
  module @0 :Text;
  build @1 :Data;
  offset @2 :UInt64;
  label @3 :Text;
}

struct OptionalCodePlace @0xc1a6e383cc1d24aa {
  present @0 :Bool;
  value @1 :CodePlace;
}

# From a desk (docs/paths/a_pool.md), to the pool

struct PoolSubmit @0x81146d73ff75094b {
  # Tasks of a call.
  call @0 :UInt64;
  # The desk's number.
  function @1 :UInt32;
  # The desk's number of it.
  place @2 :OptionalCodePlace;
  # When the number is new.
  isLast @3 :Bool;
  # Of the call.
  comesFirst @4 :Bool;
  # A task of the pool waits for it.
  terms @5 :CallTerms;
  pieces @6 :List(TaskPiece);
}

struct CallTerms @0xe8a889f676706a0c {
  timeout @0 :UInt64;
  retries @1 :UInt32;
  stopsAtFailure @2 :Bool;
}

struct PoolCancel @0xb75e77436364555d {
  # What of the call is not begun is not run.
  call @0 :UInt64;
  endsRunning @1 :Bool;
  # A worker that is at it is replaced.
}

struct PoolRead @0xecaf5fd3f74c822f {
  # So many PoolResults have been read.
  count @0 :UInt32;
}

struct PoolLeave @0x803dc367416b919e {
  # The owner wants nothing of it any more.
}

# And back to it

struct PoolResults @0xb9823df84c342c53 {
  blocks @0 :List(ResultBlock);
}

struct ResultBlock @0xdd2a5257d305741f {
  call @0 :UInt64;
  first @1 :UInt64;
  count @2 :UInt32;
  words @3 :List(UInt64);
  failure @4 :OptionalExceptionValue;
  # Of all of them.
}

struct PoolOver @0xea6e632e09170449 {
  # Nothing will come of anything any more.
  why @0 :ExceptionValue;
}

# From the pool, to a worker

struct WorkerPart @0x97c9f25bee8fe046 {
  # What it is born with.
  houseIncarnation @0 :UInt32;
  pool @1 :UInt64;
  number @2 :UInt32;
  poolSize @3 :UInt32;
  maxMemory @4 :UInt64;
  initializer @5 :OptionalFirstTask;
}

struct PoolWork @0xc4b3caebd3631276 {
  blocks @0 :List(WorkBlock);
}

struct WorkBlock @0xde8e229c2d10ec4b {
  # Tasks [from, to) of a piece.
  ticket @0 :UInt32;
  function @1 :UInt32;
  # The pool's number of it.
  place @2 :OptionalCodePlace;
  # When the number is new to the worker.
  first @3 :UInt64;
  # Of the call: where the piece begins.
  from @4 :UInt32;
  to @5 :UInt32;
  stopsAtFailure @6 :Bool;
  words @7 :List(UInt64);
}

struct PoolLent @0xbb294e4afa6942aa {
  # To PoolBorrow.
  isLent @0 :Bool;
  withdrawn @1 :List(UInt32);
  # Tickets that it is not to run.
}

struct PoolRetire @0x82b6c0751c5cb9ec {
  # It gets no more, and leaves.
}

# And back to it

struct WorkerHello @0xaa4e3744eca7e439 {
  # It is ready, or why not.
  number @0 :UInt32;
  failure @1 :OptionalExceptionValue;
}

struct PoolDone @0xdd57d58c553dc5a7 {
  number @0 :UInt32;
  nanoseconds @1 :UInt64;
  # That the tasks took; 0: not known.
  isTooLarge @2 :Bool;
  halted @3 :UInt32;
  # Ticket of the piece whose rest it has not begun, because that was recalled.
  blocks @4 :List(DoneBlock);
}

struct DoneBlock @0xd79d119ee0b392b2 {
  ticket @0 :UInt32;
  from @1 :UInt32;
  to @2 :UInt32;
  words @3 :List(UInt64);
  failure @4 :OptionalExceptionValue;
}

struct PoolBorrow @0xef5c8b14609b4056 {
  # A task wants to wait for others of its pool.
  number @0 :UInt32;
  ticket @1 :UInt32;
}

struct PoolReturn @0xdeca477507a70d09 {
  # It waits no longer.
  number @0 :UInt32;
}

# What was thrown: <troupe/exception.hpp>, as in manager.capnp

struct OptionalExceptionValue @0xd5b48d1a10360575 {
  present @0 :Bool;
  value @1 :ExceptionValue;
}

struct ExceptionValue @0xbab91e2c66781040 {
  type @0 :Text;
  text @1 :Text;
  code @2 :UInt8;
  number @3 :Int32;
  from @4 :Origin;
  report @5 :Text;
  valueType @6 :UInt64;
  value @7 :List(UInt64);
}

struct Origin @0xf56b0e30dd518656 {
  worker @0 :Text;
  task @1 :Text;
  where @2 :Text;
}
