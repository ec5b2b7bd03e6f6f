#include "spawn/protocol.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "os/failure.hpp"
#include "os/mapping.hpp"
#include "os/shared_file.hpp"
#include "troupe/capnp_headers.hpp" // before the generated one
#include "troupe/error.hpp"

#include "spawner.capnp.h"
#include <capnp/serialize.h>

namespace troupe::rooms::spawn {

namespace {

constexpr std::size_t longest_text = 4096;

std::vector<std::byte> flatten(capnp::MessageBuilder& message) {
  const auto words = capnp::messageToFlatArray(message);
  const auto bytes = std::as_bytes(std::span{words.begin(), words.size()});
  return {bytes.begin(), bytes.end()};
}

letter letter_of(capnp::MessageBuilder& message, os::fd attached = {}) {
  return {flatten(message), std::move(attached)};
}

std::uint64_t whole_pages(std::uint64_t bytes) { return (bytes + os::page_size - 1) / os::page_size * os::page_size; }

// The file's first word is the length of what follows.
os::fd put_into_file(const std::vector<std::byte>& bytes) {
  const std::uint64_t length = bytes.size();
  auto file = os::shared_file::create("troupe-plan", whole_pages(sizeof length + length));
  if (const int failed = file.reserve(0, file.size()))
    os::throw_errno("making room for the arguments of a process", failed);
  const os::mapping view{file, 0, file.size(), os::access::read_write};
  std::memcpy(view.data(), &length, sizeof length);
  std::memcpy(view.data() + sizeof length, bytes.data(), bytes.size());
  return file.release();
}

std::vector<std::byte> take_from_file(os::fd file) {
  const auto whole = os::shared_file::adopt(std::move(file));
  std::uint64_t length = 0;
  if (whole.size() < sizeof length)
    throw decode_error("a plan's file is empty");
  const os::mapping view{whole, 0, whole.size(), os::access::read_only};
  std::memcpy(&length, view.data(), sizeof length);
  if (length > whole.size() - sizeof length)
    throw decode_error("a plan's file is shorter than it says");
  const auto* first = view.data() + sizeof length;
  return {first, first + length};
}

kj::ArrayPtr<const capnp::word> words_of(const std::vector<std::byte>& bytes) {
  // operator new aligns the vector's memory for any fundamental type, a word too
  return {reinterpret_cast<const capnp::word*>(bytes.data()), bytes.size() / sizeof(capnp::word)};
}

// Both ends are of one build, so what does not decode is a bug, not an attack: no limit but the size.
capnp::ReaderOptions limits_for(const std::vector<std::byte>& bytes) {
  constexpr std::uint64_t slack = 1024;
  capnp::ReaderOptions options;
  options.traversalLimitInWords = bytes.size() / sizeof(capnp::word) * 2 + slack;
  return options;
}

std::string text_of(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

void fill(wire::CodePlace::Builder out, const code_place& place) {
  out.setModule(place.module);
  out.setBuild({reinterpret_cast<const kj::byte*>(place.build.data()), place.build.size()});
  out.setOffset(place.offset);
  out.setLabel(place.label);
}

code_place place_from(wire::CodePlace::Reader in) {
  const auto build = std::as_bytes(std::span{in.getBuild().begin(), in.getBuild().size()});
  return {text_of(in.getModule()), {build.begin(), build.end()}, in.getOffset(), text_of(in.getLabel())};
}

void fill(wire::Plan::Builder out, const plan& what) {
  out.setNumber(what.number);
  out.setIncarnation(what.incarnation);
  out.setName(what.name);
  out.setMethod(what.method == start_method::exec ? wire::Method::EXEC : wire::Method::FORK_SERVER);
  fill(out.initEntry(), what.entry);
  auto arguments = out.initArguments(static_cast<unsigned>(what.arguments.size()));
  for (unsigned i = 0; i < arguments.size(); ++i)
    arguments.set(i, what.arguments[i]);
  out.setOomRaise(what.nice_oom);
  out.setIsProgram(what.is_program);
}

plan plan_from(wire::Plan::Reader in) {
  const auto method = in.getMethod() == wire::Method::EXEC ? start_method::exec : start_method::fork_server;
  const auto list = in.getArguments();
  std::vector<std::uint64_t> arguments(list.size());
  for (unsigned i = 0; i < list.size(); ++i)
    arguments[i] = list[i];
  return {in.getNumber(),       in.getIncarnation(), text_of(in.getName()), method, place_from(in.getEntry()),
          std::move(arguments), in.getOomRaise(),    in.getIsProgram()};
}

std::vector<std::byte> bytes_of(const plan& what) {
  capnp::MallocMessageBuilder message;
  fill(message.initRoot<wire::ToSpawner>().initSpawn(), what);
  return flatten(message);
}

os::fd taken_descriptor(os::packet& from) {
  return from.descriptors.empty() ? os::fd{} : std::move(from.descriptors.front());
}

to_spawner request_from(const std::vector<std::byte>& bytes, os::packet* carrier);

// It may find no descriptor and no memory: that process is not started then, and nobody else suffers.
to_spawner request_in_file(wire::Who::Reader whose, os::packet& carrier) {
  try {
    if (carrier.descriptors.empty())
      os::throw_errno("taking the file with its arguments", EMFILE);
    return request_from(take_from_file(taken_descriptor(carrier)), nullptr);
  } catch (const no_resource& why) {
    return not_spawned{whose.getNumber(), whose.getIncarnation(), why.number(),
                       "worker " + std::to_string(whose.getNumber()) + " was not started: " + why.what()};
  }
}

to_spawner request_from(const std::vector<std::byte>& bytes, os::packet* carrier) {
  capnp::FlatArrayMessageReader message{words_of(bytes), limits_for(bytes)};
  const auto request = message.getRoot<wire::ToSpawner>();
  if (request.isSpawn())
    return plan_from(request.getSpawn());
  if (request.isDrop())
    return drop{request.getDrop().getNumber(), request.getDrop().getIncarnation()};
  if (request.isInFile() && carrier != nullptr)
    return request_in_file(request.getInFile(), *carrier);
  return stop{};
}

from_spawner answer_from(wire::FromSpawner::Reader in, os::packet& carrier) {
  switch (in.which()) {
  case wire::FromSpawner::HELLO: return hello{in.getHello(), taken_descriptor(carrier)};
  case wire::FromSpawner::SPAWNED: {
    const auto it = in.getSpawned();
    return spawned{it.getNumber(), it.getIncarnation(), it.getPid(), taken_descriptor(carrier)};
  }
  case wire::FromSpawner::NOT_SPAWNED: {
    const auto it = in.getNotSpawned();
    return not_spawned{it.getNumber(), it.getIncarnation(), it.getErrorNumber(), text_of(it.getText())};
  }
  case wire::FromSpawner::GONE: {
    const auto it = in.getGone();
    return gone{it.getNumber(), it.getIncarnation(), {static_cast<ending_kind>(it.getKind()), it.getCode()}};
  }
  }
  throw decode_error("the spawner said something that this build does not know");
}

} // namespace

letter write(const plan& what) {
  auto bytes = bytes_of(what);
  if (bytes.size() <= os::packet_socket::most_bytes)
    return {std::move(bytes), {}};
  capnp::MallocMessageBuilder message;
  auto whose = message.initRoot<wire::ToSpawner>().initInFile();
  whose.setNumber(what.number);
  whose.setIncarnation(what.incarnation);
  return letter_of(message, put_into_file(bytes));
}

letter write(stop) {
  capnp::MallocMessageBuilder message;
  message.initRoot<wire::ToSpawner>().setStop();
  return letter_of(message);
}

letter write(const drop& what) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::ToSpawner>().initDrop();
  out.setNumber(what.number);
  out.setIncarnation(what.incarnation);
  return letter_of(message);
}

letter write(hello&& what) {
  capnp::MallocMessageBuilder message;
  message.initRoot<wire::FromSpawner>().setHello(what.pid);
  return letter_of(message, std::move(what.pidfd));
}

letter write(spawned&& what) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::FromSpawner>().initSpawned();
  out.setNumber(what.number);
  out.setIncarnation(what.incarnation);
  out.setPid(what.pid);
  return letter_of(message, std::move(what.pidfd));
}

letter write(const not_spawned& what) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::FromSpawner>().initNotSpawned();
  out.setNumber(what.number);
  out.setIncarnation(what.incarnation);
  out.setErrorNumber(what.error_number);
  out.setText(what.text.substr(0, longest_text));
  return letter_of(message);
}

letter write(const gone& what) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::FromSpawner>().initGone();
  out.setNumber(what.number);
  out.setIncarnation(what.incarnation);
  out.setKind(static_cast<std::uint8_t>(what.how.kind));
  out.setCode(what.how.code);
  return letter_of(message);
}

os::fd write_to_file(const plan& what) { return put_into_file(bytes_of(what)); }

plan read_from_file(os::fd file) { return std::get<plan>(request_from(take_from_file(std::move(file)), nullptr)); }

os::packet_result receive_next(const os::packet_socket& from, os::packet& into) {
  try {
    return from.receive(into, os::waiting::no);
  } catch (const no_resource&) {
    return into.bytes.empty() ? os::packet_result::would_wait : os::packet_result::done;
  }
}

to_spawner read_request(os::packet&& from) { return request_from(from.bytes, &from); }

from_spawner read_answer(os::packet&& from) {
  capnp::FlatArrayMessageReader message{words_of(from.bytes), limits_for(from.bytes)};
  return answer_from(message.getRoot<wire::FromSpawner>(), from);
}

} // namespace troupe::rooms::spawn
