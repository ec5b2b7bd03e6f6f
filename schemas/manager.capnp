# What managers and their objects understand, beside the calls of the same names. An object is an actor of the manager's
# process, so a handle to it is a handle of an actor, and the address of one takes these messages from whoever sends them.
# Each is done as a whole. What the operation throws is the answer, as an error with its code and text.
#
# The fields are those of the C++ aggregates in the headers named, in their order; a test holds the two together.
@0xb7a9415de3c86f12;

struct AnyValue @0xe715590e91ab6aaf {
  # A value of any type that is known where it arrives: docs/formats/any_value.md.
  type @0 :UInt64;
  # As Envelope.type; 0 is nothing.
  layout @1 :UInt32;
  value @2 :AnyPointer;
}

struct FunctionPlace @0x9146631cb260e0b2 {
  # A function that was written down as one that managers run; unknown_name for any other.
  module @0 :UInt64;
  # FNV-1a of the build-id of the module that holds it.
  offset @1 :UInt64;
  # From where the module is loaded.
}

struct Place @0x91dd56d27512161f {
  # An actor, as in every message: an object of the manager.
  actor @0 :UInt64;
  incarnation @1 :UInt32;
  slot @2 :UInt16;
}

# To the manager's own actor (troupe/manager_messages.hpp)

struct ManagerStart @0xf079ecea481379f4 {
  # What the process is born with. The initializer runs first; none when its place is 0, 0.
  initializer @0 :FunctionPlace;
  arguments @1 :AnyValue;
}

struct MakeObject @0xcd0bdf97dce6894f {
  # Answered with the handle of a new object, or with what its constructor threw.
  maker @0 :FunctionPlace;
  arguments @1 :AnyValue;
}

struct KeepHandle @0xe06e3bbe5a43874b {
  # A handle of a queue or of a synchronisation object that is to live as long as the manager.
  handle @0 :AnyValue;
}

struct RunBatch @0xbf9fbdd227cef4e9 {
  # Answered with a List(RunOutcome), one for each, in order. Nothing else is done between them.
  runs @0 :List(BatchRun);
}

struct BatchRun @0xf910ef02673c7071 {
  # Operations of one type on one object, one behind the other.
  object @0 :Place;
  messages @1 :AnyValue;
  # A list of them.
}

struct RunOutcome @0x8c6b06d01e1b1770 {
  values @0 :AnyValue;
  # A list of what those gave that did not fail, in order. Nothing: the answers are nothing, or none was done.
  failures @1 :List(FailedOperation);
  refusal @2 :OptionalExceptionValue;
  # Why none was done.
}

struct FailedOperation @0xcab2b357385bb20d {
  number @0 :UInt64;
  # In its run, from 0.
  why @1 :ExceptionValue;
}

struct OptionalExceptionValue @0xd5b48d1a10360575 {
  present @0 :Bool;
  value @1 :ExceptionValue;
}

struct ExceptionValue @0xbab91e2c66781040 {
  # What was thrown: <troupe/exception.hpp>.
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

struct CountObjects @0x80b302b4d1f166ef {
  # Answered with a UInt64.
}

struct ListObjects @0xbecb86366497645e {
  # Answered with a List(ObjectInfo).
}

struct ObjectInfo @0xf18c1bdfe592c303 {
  id @0 :UInt64;
  type @1 :Text;
  references @2 :UInt64;
  text @3 :Text;
}

struct EndManager @0xe460fdaaf741461e {
  # The process ends, with exit code 0.
}

# To every object

struct ShowText @0xeb6fd194015289d2 {
  # Answered with a Text: the readable form.
}

# <troupe/dict_messages.hpp>, to a dict<int, double>; for others the key's and the value's type stand in the name and
# in the fields

struct PairInt32Float64 @0x931580dc017f6191 {
  first @0 :Int32;
  second @1 :Float64;
}

struct DictInsertOrAssignIntDouble @0x9d57ca481dbf06cf {
  # Answered with a Bool: whether the key is new.
  key @0 :Int32;
  value @1 :Float64;
}

struct DictTryEmplaceIntDouble @0x877c868ea88b0dd1 {
  # Answered with a Bool: whether the key is new; else the old value stays.
  key @0 :Int32;
  value @1 :Float64;
}

struct DictSetdefaultIntDouble @0x9f482480abe5f23b {
  # Answered with the value that is there now.
  key @0 :Int32;
  value @1 :Float64;
}

struct DictAtInt @0x961aaa012f49b97c {
  # Answered with the value, or with key_not_found.
  key @0 :Int32;
}

struct DictFindInt @0xba9f91feeb35cd96 {
  # Answered with an optional of the value.
  key @0 :Int32;
}

struct DictContainsInt @0xc0f0038c550899f4 {
  # Answered with a Bool.
  key @0 :Int32;
}

struct DictEraseInt @0xf0a64ea6a18728a9 {
  # Answered with a Bool: whether there was one.
  key @0 :Int32;
}

struct DictExtractInt @0xcff0b347b6eed63c {
  # Answered with the value, taken out, or with key_not_found.
  key @0 :Int32;
}

struct DictPopItem @0xce10c76fef65f109 {
  # Answered with the pair whose key came last, taken out, or with key_not_found.
}

struct DictMergeIntDouble @0x8d300e67f72dea4a {
  # Answered with a UInt64: how many keys were new; the others stay.
  items @0 :List(PairInt32Float64);
}

struct DictUpdateIntDouble @0xd1fea148bdfbfc77 {
  # Answered with nothing.
  items @0 :List(PairInt32Float64);
}

struct DictCompareExchangeIntDouble @0x86b3b56e14f8c27f {
  # Answered with a Bool: whether it was `expected`, and is `desired` now.
  key @0 :Int32;
  expected @1 :Float64;
  desired @2 :Float64;
}

struct DictModifyInt @0xd8e8bc39a463d669 {
  # Answered with what the function gave, or with the new value.
  key @0 :Int32;
  function @1 :FunctionPlace;
  arguments @2 :AnyValue;
}

struct DictKeys @0xabfde6cbfe71d556 {
  # Answered with a list of the keys, in the order in which they came.
}

struct DictValues @0xb652818ac14dc340 {
  # Answered with a list of the values, in that order.
}

struct DictItems @0xe5be758e424a0bf6 {
  # Answered with a list of pairs, in that order.
}

struct DictSize @0xef317d9164f043d3 {
  # Answered with a UInt64.
}

struct DictClear @0x891169a38e3255f3 {
  # Answered with nothing.
}

# <troupe/list_messages.hpp>, to a list<double>, and the first ten to an array. Positions below zero count from the end.

struct ListAt @0xbb4be7f3f5fea437 {
  # Answered with the element, or with out_of_range.
  position @0 :Int64;
}

struct ListAssignDouble @0xe327fcabdc911a72 {
  # Answered with nothing, or with out_of_range.
  position @0 :Int64;
  value @1 :Float64;
}

struct ListSlice @0xa8587f37448788d8 {
  # Answered with a list of the elements from first to before last, as far as they are there.
  first @0 :Int64;
  last @1 :Int64;
}

struct ListAssignSliceDouble @0xc031912d1260dbf7 {
  # Answered with nothing; invalid_argument when an array would change its length.
  first @0 :Int64;
  last @1 :Int64;
  values @2 :List(Float64);
}

struct ListModify @0xdbf9df1f3ba810d8 {
  # Answered with what the function gave, or with the new element.
  position @0 :Int64;
  function @1 :FunctionPlace;
  arguments @2 :AnyValue;
}

struct ListFindDouble @0xcc2bd94ac134c268 {
  # Answered with an optional UInt64: the position of the first equal one.
  value @0 :Float64;
}

struct ListCountDouble @0xab869ba3dc36ce74 {
  # Answered with a UInt64.
  value @0 :Float64;
}

struct ListSort @0xf5472ea1e8ea8de2 {
  # Answered with nothing.
  before @0 :FunctionPlace;
  # 0, 0: in ascending order.
}

struct ListReverse @0xb2f5ed59f93c66dc {
  # Answered with nothing.
}

struct ListSize @0xe35ed9a1de9bcb2b {
  # Answered with a UInt64.
}

struct ListPushBackDouble @0xc446b2c0f16ab145 {
  # Answered with nothing.
  value @0 :Float64;
}

struct ListExtendDouble @0xf791663a6630d73f {
  # Answered with nothing.
  values @0 :List(Float64);
}

struct ListInsertDouble @0x837eaaca7ca4f2e2 {
  # Answered with nothing.
  position @0 :Int64;
  value @1 :Float64;
}

struct ListPop @0xc2c0d98b4974ccd1 {
  # Answered with the element, taken out, or with out_of_range.
  position @0 :Int64;
}

struct ListRemoveDouble @0x801410c9cbdb23f7 {
  # Answered with a Bool: whether there was an equal one.
  value @0 :Float64;
}

struct ListErase @0xb0221fc43beb5ae8 {
  # Answered with a UInt64: how many went.
  first @0 :Int64;
  last @1 :Int64;
}

struct ListRepeat @0xe6232a9e763c11dd {
  # Answered with nothing.
  times @0 :UInt64;
}

struct ListClear @0xffec23baa03414eb {
  # Answered with nothing.
}

# To a managed_value<double> (also of <troupe/list_messages.hpp>)

struct ValueLoad @0x882a849d2c5248cf {
  # Answered with the value.
}

struct ValueExchangeDouble @0xe84089ec41f98c8f {
  # Answered with the value that was there.
  value @0 :Float64;
}

struct ValueCompareExchangeDouble @0xf80757a0c7e1e18b {
  # Answered with a Bool: whether it was `expected`, and is `desired` now.
  expected @0 :Float64;
  desired @1 :Float64;
}

struct ValueModify @0xdbcfccdc254e3d5d {
  # Answered with what the function gave, or with the new value.
  function @0 :FunctionPlace;
  arguments @1 :AnyValue;
}

# <troupe/name_space.hpp>

struct NsSet @0xe8e9b4ee413220b1 {
  # Answered with nothing.
  name @0 :Text;
  value @1 :AnyValue;
}

struct NsGet @0x96e5e8eea3f4315d {
  # Answered with the value, or with key_not_found.
  name @0 :Text;
}

struct NsContains @0xa3eb2335a6eb911a {
  # Answered with a Bool.
  name @0 :Text;
}

struct NsErase @0xb9cb846795cd880f {
  # Answered with a Bool: whether there was one.
  name @0 :Text;
}

struct NsNames @0x994d6e260f369691 {
  # Answered with a List(Text).
}

# <troupe/object.hpp>

struct ObjectCall @0xecc4bd8ca8706b77 {
  # Answered with what the function gave.
  function @0 :FunctionPlace;
  arguments @1 :AnyValue;
}
