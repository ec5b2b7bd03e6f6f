# What the actors behind `x.address()` of shared objects understand, beside the calls of the same names.
# Each message does what the call does, on the same object; who asks is who holds what he is given. A
# request that times out is withdrawn and takes nothing later. An answer is nothing unless it is said.
#
# The fields are those of the C++ aggregates in the headers named, in their order; a test holds the two
# together.
@0xd3a1f6c2b7e8459d;

struct Describe {
  # <troupe/object_messages.hpp>, to all: the text form, a Text.
}
