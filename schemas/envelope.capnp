@0xb8c1f4a26de90351;
# NAME
#   envelope - the outside of every frame that crosses a lane
#
# DESCRIPTION
#   A frame is one Cap'n Proto message of a single segment, with its segment table in front, so any
#   generated code reads it from the first byte. Its root is an Envelope. Frames are usually written
#   by hand in one fixed shape: 12 words of envelope, the payload struct directly behind it. Readers
#   must accept every legal shape.
#
#   Fields are only ever appended. A field that the writer did not know reads as zero.
#
# SEE ALSO
#   docs/formats/envelope.md, docs/formats/payload.md

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::rooms::message::schema");

struct Envelope {
  senderActor @0 :UInt64;
  # Id of the sending actor within its process; 0 when nobody is to be answered.

  receiverActor @1 :UInt64;
  # Id of the receiving actor within its process.

  messageId @2 :UInt64;
  # CAF's own message id: whether this is an asynchronous message, a request or a response, its
  # priority and its number. For `release` the number of references given back; 0 when only a lane is wanted.

  type @3 :UInt64;
  # 64-bit FNV-1a of the payload type's name; 0 when there is no payload.

  senderIncarnation @4 :UInt32;
  # Which life of the sender's slot wrote this.

  receiverIncarnation @5 :UInt32;
  # Which life of the receiver's slot is meant; 0: whichever runs when it is read.

  layout @6 :UInt32;
  # Fingerprint of the payload type's fields as the writer knows them. Another one than the reader's
  # means another version of the type, to be read by the rules for appended fields.

  senderSlot @7 :UInt16;
  receiverSlot @8 :UInt16;
  # Slots in the region; 65535: none.

  kind @9 :Kind;

  deliveries @10 :UInt8;
  # How often this message was in hand when its receiver died.

  flags @11 :UInt16;
  # Bits of the actor room; unknown ones are ignored.

  reserved0 @12 :UInt64;
  reserved1 @13 :UInt64;
  # Zero. Kept for the host part of addresses.

  payload @14 :AnyPointer;
  # A struct: the value itself, or a struct whose one field it is (docs/formats/payload.md).

  enum Kind {
    send @0;
    # A message, a request or an answer: `messageId` says which.
    monitor @1;
    # The receiver is to tell the sender when it ends.
    demonitor @2;
    link @3;
    unlink @4;
    down @5;
    # The answer to `monitor`; the payload is the reason.
    exit @6;
    # Along a link: the sender ended; the payload is the reason.
    release @7;
    # The sender holds no handle to the receiver any more.
    bounced @8;
    # A request that could not be handled where it arrived; the payload is the error.
    moved @9;
    # A request was delegated; the sender is who holds it now.
    shared @10;
    # A handle to the receiver was given to the sender, a third process; `messageId` says how often.
    withdrawn @11;
    # A request of the sender has timed out: nobody waits for its answer. `messageId` is its number.
    rejected @12;
    # To the house: a message that its receiver's mailbox has refused. The payload is its frame, a list of words.
  }
}

struct Elements {
  # The payload of a message of several elements, or of one that passes through stages. Its type id
  # is the hash of "troupe.elements".

  elements @0 :List(Element);
  stages @1 :List(Party);
  # Actors that the answer goes through, the last one first.

  struct Element {
    type @0 :UInt64;
    layout @1 :UInt32;
    value @2 :AnyPointer;
    # As an envelope's payload.
  }
}

struct Party {
  # An actor, from anywhere in the region.
  actor @0 :UInt64;
  incarnation @1 :UInt32;
  slot @2 :UInt16;
}
