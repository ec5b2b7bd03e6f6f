#include "troupe/exception.hpp"

#include <array>
#include <cxxabi.h>
#include <memory>
#include <stdexcept>
#include <type_traits>

#include "troupe/type_entry.hpp"

namespace troupe {
namespace {

std::string demangled(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                    &std::free);
  return status == 0 ? name.get() : type.name();
}

/// The thrown type as its author wrote it, where the library or troupe wrapped it: what was thrown again here may be
/// thrown on to the next process.
std::string spelled_type(const std::exception_ptr& thrown) {
  std::string name = demangled(*thrown.__cxa_exception_type());
  for (const std::string_view wrapping : {"troupe::rethrown<", "std::_Nested_exception<"})
    if (name.starts_with(wrapping)) {
      name = name.substr(wrapping.size(), name.size() - wrapping.size() - 1);
      if (name.ends_with(' '))
        name.pop_back();
    }
  try {
    if (name.starts_with("troupe::error_of<"))
      std::rethrow_exception(thrown);
  } catch (const error& e) {
    return "troupe::" + std::string(troupe::name(e.code()));
  }
  return name;
}

/// The thrown object itself: an exception_ptr of libstdc++ is one pointer to it.
const void* object_of(const std::exception_ptr& thrown) {
  static_assert(sizeof thrown == sizeof(void*) && std::is_standard_layout_v<std::exception_ptr>);
  return *reinterpret_cast<void* const*>(&thrown);
}

/// Encodes the object if its very type travels. What it throws itself is no reason to lose the rest.
void capture_object(exception_value& into, const std::exception_ptr& thrown) {
  const type_entry* type = find_type(*thrown.__cxa_exception_type());
  if (type == nullptr)
    return;
  try {
    const void* object = object_of(thrown);
    std::vector<std::uint64_t> words(1 + type->words(object));
    words[0] = type->write(object, words.data() + 1);
    into.value = std::move(words);
    into.value_type = type->id;
    if (into.text.empty())
      into.text = type->text(object);
  } catch (...) {
    into.value_type = 0;
  }
}

void capture_text(exception_value& into, const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const no_resource& e) {
    into.text = e.what();
    into.code = e.code();
    into.number = e.number();
  } catch (const error& e) {
    into.text = e.what();
    into.code = e.code();
  } catch (const std::exception& e) {
    into.text = e.what();
  } catch (...) {
    into.text.clear();
  }
}

/// One line for each exception that is nested in this one.
void append_reasons(std::string& out, const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::nested_exception& outer) {
    if (const std::exception_ptr inner = outer.nested_ptr()) {
      exception_value reason;
      capture_text(reason, inner);
      out.append("\n  because of ").append(spelled_type(inner)).append(": ").append(reason.text);
      append_reasons(out, inner);
    }
  } catch (...) { // no more of them
  }
}

std::string report_of(const exception_value& what, const std::exception_ptr& thrown) {
  std::string report = what.type + ": " + what.text;
  append_reasons(report, thrown);
  const remote_info::origin& from = what.from;
  for (const auto& [word, part] :
       {std::pair{"\n  in ", &from.worker}, {"\n  doing ", &from.task}, {"\n  at ", &from.where}})
    if (!part->empty())
      report.append(word).append(*part);
  return report;
}

template <class T>
[[noreturn]] void throw_standard(const std::string& text, const remote_info& info) {
  throw rethrown<T>(T(text), remote_info(info));
}

struct standard_class {
  const std::type_info* type;
  void (*raise)(const std::string& text, const remote_info& info);
};

template <class T>
standard_class standard() {
  return {&typeid(T), &throw_standard<T>};
}

void raise_standard(const exception_value& captured, const remote_info& info) {
  static const std::array known{
    standard<std::logic_error>(),  standard<std::domain_error>(),   standard<std::invalid_argument>(),
    standard<std::length_error>(), standard<std::out_of_range>(),   standard<std::runtime_error>(),
    standard<std::range_error>(),  standard<std::overflow_error>(), standard<std::underflow_error>()};
  for (const standard_class& one : known)
    if (demangled(*one.type) == captured.type)
      one.raise(captured.text, info);
}

template <std::size_t... Codes>
void raise_code(std::index_sequence<Codes...>, const exception_value& captured, const remote_info& info) {
  const auto raise = [&]<errc Code>(std::integral_constant<errc, Code>) {
    if (captured.code == Code && Code != errc::no_resource)
      throw_standard<error_of<Code>>(captured.text, info);
  };
  if (captured.code == errc::no_resource)
    throw rethrown<no_resource>(no_resource(captured.text, captured.number), remote_info(info));
  (raise(std::integral_constant<errc, static_cast<errc>(Codes)>{}), ...);
}

void raise_object(const exception_value& captured, const remote_info& info) {
  const type_entry* type = captured.value_type == 0 ? nullptr : find_type(captured.value_type);
  if (type == nullptr)
    return;
  const std::align_val_t alignment{type->alignment};
  const auto give_back = [=](void* memory) { ::operator delete(memory, alignment); };
  const std::unique_ptr<void, decltype(give_back)> memory(::operator new(type->size, alignment), give_back);
  if (!type->read({captured.value, 0}, memory.get()))
    return;
  const std::unique_ptr<void, void (*)(void*) noexcept> object(memory.get(), type->destroy);
  type->raise(object.get(), remote_info(info));
}

} // namespace

exception_value capture_exception(const std::exception_ptr& thrown, remote_info::origin from) {
  exception_value result;
  result.type = spelled_type(thrown);
  result.from = std::move(from);
  capture_text(result, thrown);
  capture_object(result, thrown);
  result.report = report_of(result, thrown);
  return result;
}

void rethrow(const exception_value& captured) {
  const remote_info info(captured.from, captured.type, captured.report);
  raise_object(captured, info);
  if (captured.code != errc::remote_error && captured.code != errc::none)
    raise_code(std::make_index_sequence<static_cast<std::size_t>(errc::last_code_) + 1>{}, captured, info);
  raise_standard(captured, info);
  throw_standard<remote_error>(captured.type + ": " + captured.text, info);
}

} // namespace troupe
