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
