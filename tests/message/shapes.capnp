@0xa7f0d4b1c39e5d20;
# The hand-written twins of tests/message/shapes.hpp, for Cap'n Proto's own builders and readers.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("foreign");

struct Record {
  id @0 :Int32;
  score @1 :Float64;
  name @2 :Text;
}

struct Holes {
  a @0 :Bool;
  b @1 :Int64;
  c @2 :Int8;
  d @3 :Int16;
  e @4 :Bool;
  f @5 :UInt32;
  g @6 :UInt8;
  h @7 :Float32;
  i @8 :Bool;
  j @9 :UInt16;
}

struct Lists {
  ints @0 :List(Int32);
  bits @1 :List(Bool);
  raw @2 :Data;
  words @3 :List(Text);
  records @4 :List(Record);
  grid @5 :List(List(Float64));
}

struct Choice {
  union {
    number @0 :Int8;
    text @1 :Text;
    nothing @2 :Void;
    wide @3 :Int64;
    record @4 :Record;
    truth @5 :Bool;
    half @6 :UInt32;
  }
}

struct NewRecord {
  # Record, two versions later.
  id @0 :Int32;
  score @1 :Float64;
  name @2 :Text;
  flag @3 :Bool;
  tags @4 :List(Text);
  weight @5 :Int64;
}

struct Job {
  # A message that is used as generated.
  id @0 :UInt32;
  name @1 :Text;
  parts @2 :List(Part);
  next @3 :Job;

  struct Part {
    weight @0 :Float64;
  }
}
