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
