# What the actors behind `x.address()` of shared objects understand, beside the calls of the same names.
# Each message does what the call does, on the same object; who asks is who holds what he is given. A
# request that times out is withdrawn and takes nothing later. An answer is nothing unless it is said.
#
# The fields are those of the C++ aggregates in the headers named, in their order; a test holds the two
# together.
@0xd3a1f6c2b7e8459d;

# <troupe/object_messages.hpp>, to all

struct Describe @0xc710da0a78286a80 {
  # Answered with the text form, a Text.
}

# <troupe/event.hpp>

struct SetEvent @0x892aad3dd4c6b824 {
}

struct ClearEvent @0xf00a316eb1c63ced {
}

struct IsSet @0x99d662a3e442752e {
  # Answered with a Bool.
}

struct WaitForSet @0xc1e891628c24ea4b {
  # Answered when it is set, or was since the request arrived.
}

# <troupe/mutex.hpp>

struct Lock @0x81a60d1026d9b71a {
  # Answered when the asking actor owns it; contract_error when it does already and the mutex is plain.
}

struct TryLock @0xe5fa87550c1a8864 {
  # Answered with a Bool: whether the asking actor owns it.
}

struct Unlock @0x9208565201d6ed7d {
  # not_owner.
}

struct PreviousOwnerDied @0x80ced562647a6abb {
  # Answered with a Bool.
}

# <troupe/semaphore.hpp>; and Lock, TryLock, Unlock for a unit on loan

struct Acquire @0xd7c175cdea34e87b {
  # Answered when a unit was taken, for good.
}

struct TryAcquire @0xf46624a2a366a015 {
  # Answered with a Bool: whether one was.
}

struct Release @0xa382e0432fcb9d06 {
  # invalid_argument for a negative count, invalid_state when there would be too many units.
  count @0 :Int64;
}

struct GetValue @0xf6d08da249d6f7c1 {
  # Answered with an Int64: units that can be taken at this moment.
}

# <troupe/condition.hpp>; and what a mutex understands

struct WaitForNotify @0xb4a443efaeb9be94 {
  # Answered when the asking actor was notified and owns the mutex again; not_owner.
}

struct Notify @0xbdae2c7b9de06484 {
  # not_owner.
  count @0 :UInt64;
}

# <troupe/barrier.hpp>

struct WaitAtBarrier @0xc25008333a61ca30 {
  # Answered with a UInt64 when all parties have come: the order of coming; broken_barrier.
}

struct AbortBarrier @0xec05a9de2ee7c3d1 {
}

struct ResetBarrier @0xd7fa515fea4fe940 {
}

struct GetBarrierState @0x9d5428cadb7c3ca9 {
  # Answered with a BarrierState.
}

struct BarrierState @0xe082dd61988c97e6 {
  parties @0 :UInt64;
  nWaiting @1 :UInt64;
  broken @2 :Bool;
}

# <troupe/memory.hpp>, to values and arrays; and what a mutex understands. Bytes are those of whole elements, as
# they lie in memory. out_of_range, and invalid_argument for what is no whole number of them.

struct LoadBytes @0xf2dbfd62499f9a89 {
  # Answered with Data.
  from @0 :UInt64;
  count @1 :UInt64;
}

struct StoreBytes @0x98f1bd397d30449e {
  from @0 :UInt64;
  bytes @1 :Data;
}

struct ExchangeBytes @0x80ce205e59f04f84 {
  # Answered with Data: what was there before.
  from @0 :UInt64;
  bytes @1 :Data;
}

struct AddToValue @0xac37282e73dab0ea {
  # Answered with Data: the element before; type_mismatch when it is no number.
  at @0 :UInt64;
  whole @1 :Int64;
  real @2 :Float64;
}

# <troupe/queue_messages.hpp>

struct PutItem @0xb3973d47f8200b7c {
  # Answered, with nothing, when the item is in the queue. An item is a message of one element. Errors: closed,
  # type_mismatch, no_resource.
  item @0 :List(Element);
}

struct Element @0xb784e0084df437ac {
  # A value as it stands in a message: its type and layout (troupe/type_name.hpp), its payload with the pointer in front.
  type @0 :UInt64;
  layout @1 :UInt32;
  words @2 :List(UInt64);
}

struct TryPutItem @0x894bfa41253a8c86 {
  # Answered with a Bool: whether there was room.
  item @0 :List(Element);
}

struct GetItem @0x86349e1a35dda39f {
  # Answered with the item as what it is; end_of_stream.
}

struct TryGetItem @0xff9bc17b64138f2d {
  # Answered with PossibleItem.
}

struct PossibleItem @0xd8c45dc7a7d0ee80 {
  item @0 :List(Element);
}

struct TakeItem @0xd4838a5e23f337a4 {
  # Answered with LeasedItem; end_of_stream.
}

struct TryTakeItem @0x9be8e893b56d0b16 {
  # Answered with LeasedItem, whose lease is 0 when there was none.
}

struct LeasedItem @0xa28e8ca37a3edfef {
  lease @0 :UInt64;
  deliveries @1 :UInt32;
  item @2 :List(Element);
}

struct ItemDone @0xbf68cdc8faac670f {
  # Nobody gets it again; not_owner.
  lease @0 :UInt64;
}

struct GiveItemBack @0x83876586bf6ec348 {
  # Another gets it; not_owner.
  lease @0 :UInt64;
}

struct GetSize @0xb71da061a2ada781 {
  # Answered with a UInt64.
}

struct IsFull @0x807c18d5ff8760df {
  # Answered with a Bool.
}

struct FinishQueue @0xbc3677b7b0921436 {
  # Nobody puts any more.
}

struct TaskDone @0x892afa5e3eb3ff8d {
  # Of a joinable queue; invalid_state when it was said too often.
}

struct WaitUntilDone @0xa10570626812e720 {
  # Answered when all tasks are done.
}

struct GetDeadLetters @0xec425cff1926d35c {
  # Answered with a List(DeadLetterItem).
}

struct DeadLetterItem @0x98195d7b4caf595e {
  item @0 :List(Element);
  cause @1 :Text;
  deliveries @2 :UInt32;
}

struct RetryDeadLetters @0xa59a5199274a7af2 {
  # Answered with a UInt64: how many.
}

struct DropDeadLetters @0xc7b3bf49cb1b5345 {
}

# <troupe/pipe_messages.hpp>, to an end of a pipe

struct SendMessage @0xb8c24b7507742fff {
  # Answered, with nothing, when it is there for the reader; end_of_stream, invalid_state, type_mismatch, no_resource.
  message @0 :List(Element);
}

struct SendBytes @0xcca44a2845aefc53 {
  # The same for bytes.
  bytes @0 :Data;
}

struct ReceiveMessage @0xd903047475a7706e {
  # Answered with a value as what it is, or with ReceivedBytes. Types: what it may be; none: anything.
  # Errors: end_of_stream, invalid_state, type_mismatch.
  types @0 :List(UInt64);
}

struct ReceiveBytes @0xf889ece0849ffeba {
  # Answered with ReceivedBytes; buffer_too_short for more than the longest.
  longest @0 :UInt64;
}

struct ReceivedBytes @0xb64dc45de92e115a {
  bytes @0 :Data;
}

struct IsReadable @0xc493c6af31505722 {
  # Answered with a Bool: whether receiving would not wait.
}

struct WaitUntilReadable @0xfdb240034e70a3dc {
  # Answered when that has come true.
}
