/// Pipes: two connected ends, each with one owner, that send whole messages to each other.
///
///   auto [a, b] = troupe::pipe();
///   a.send(std::pair{3, 4});
///   auto [x, y] = b.recv<std::pair<int, int>>();
///
/// An end moves into a process or an item, and is then closed here. So when its new owner ends, in any
/// way, the other end notices: nobody has to close an unused copy. Messages of any type that can
/// travel, and bytes, may be mixed; the receiver says what it expects.
/// An end that lies in a pipe which only it could read keeps itself open until the system is over.
/// A few MB may wait to be read; then sending waits. What was sent is there for the reader whatever
/// becomes of the sender.
/// The Python original: multiprocessing.Pipe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/item_kind.hpp>
#include <troupe/shared_reference.hpp>
#include <troupe/travelling_type.hpp>
#include <troupe/wait_source.hpp>

namespace caf {
class actor;
}
namespace troupe::rooms::parallel {
class pipe_side;
}

namespace troupe {

/// Which way a pipe goes.
enum class pipe_mode : std::uint8_t {
  duplex,  ///< both ends send and receive
  simplex, ///< the first end receives, the second one sends
};
inline constexpr pipe_mode duplex = pipe_mode::duplex;
inline constexpr pipe_mode simplex = pipe_mode::simplex;

class connection;

/// Two connected ends. Costs no message: nobody else is asked.
/// Fails: contract_error without a system, no_resource.
[[nodiscard]] std::pair<connection, connection> pipe(pipe_mode mode = duplex);

/// One end of a pipe. It has one owner and moves; `share` makes a second one.
/// Threads: several may use one connection at a time. Processes that share an end take turns: each
/// message is received once, by either of them.
/// All functions but `close`, `closed`, `text` and the destructor fail: `closed` when this end is closed here (or
/// was moved away), contract_error once the system is over.
class connection {
public:
  /// A closed one.
  connection() noexcept = default;
  connection(connection&&) noexcept = default;
  connection& operator=(connection&&) noexcept = default;
  /// Closes it.
  ~connection() = default;

  /// Sends one message of any type that can travel (literals as std::string). It is there for the
  /// reader, whatever becomes of this process, when it returns.
  /// Waits: while some MB wait to be read. Fails: end_of_stream when nobody will read, invalid_state at
  /// an end that does not send, no_resource, invalid_argument for what is too large; interrupted.
  /// What cannot be copied, a connection for instance, is sent with std::move and gone then.
  template <class T>
  void send(T&& message) const {
    using sent = travelling_type<T>;
    require_travels<sent>();
    static_assert(std::is_copy_constructible_v<sent> || !std::is_lvalue_reference_v<T>,
                  "troupe: this message has one owner: send(std::move(it))");
    if constexpr (!std::is_same_v<std::remove_cvref_t<T>, sent>) {
      const sent converted = as_travelling(std::forward<T>(message));
      send_value(queues::kind_of<sent>(), &converted);
    } else {
      send_value(queues::kind_of<sent>(), &message);
      if constexpr (!std::is_copy_constructible_v<sent>) [[maybe_unused]]
        const sent gone = std::move(message);
    }
  }

  /// Receives the next message, which is a T; with several types it may be any of them.
  /// Waits: until there is one. Fails: end_of_stream when the other end is closed everywhere, or its
  /// owner is dead, and all is read; type_mismatch, naming both, when it is of another type: it can
  /// still be received then; decode_error; invalid_state at an end that does not receive; interrupted.
  template <class T>
  [[nodiscard]] T recv() const {
    queues::room<T> place;
    const queues::item_kind wanted[] = {queues::kind_of<T>()};
    receive_value(wanted, place.memory());
    return place.take();
  }
  template <class First, class Second, class... More>
  [[nodiscard]] std::variant<First, Second, More...> recv() const {
    return receive_any<First, Second, More...>(std::index_sequence_for<First, Second, More...>{});
  }

  /// Whether receiving would not wait: a message is there, or the end of the stream.
  [[nodiscard]] bool poll() const { return poll(std::chrono::nanoseconds{0}); }
  /// The same, within `limit`; nanoseconds::max() waits for ever. Fails: interrupted.
  [[nodiscard]] bool poll(std::chrono::nanoseconds limit) const;

  /// Sends `size` bytes of the buffer from `offset` on, without a size all that follow, as one message.
  /// Fails: as `send`; out_of_range when the buffer has not as many.
  void send_bytes(std::span<const std::byte> buffer, std::size_t offset = 0, std::size_t size = to_the_end) const;
  template <std::ranges::contiguous_range Buffer>
    requires std::is_trivially_copyable_v<std::ranges::range_value_t<Buffer>>
  void send_bytes(const Buffer& buffer, std::size_t offset = 0, std::size_t size = to_the_end) const {
    send_bytes(std::as_bytes(std::span{std::ranges::data(buffer), std::ranges::size(buffer)}), offset, size);
  }
  void send_bytes(const char* text) const { send_bytes(std::string_view{text}); }

  /// Receives exactly one message of bytes. Fails: as `recv`; buffer_too_short for one longer than
  /// `longest`, after which nothing more can be received at this end.
  [[nodiscard]] std::vector<std::byte> recv_bytes(std::size_t longest = to_the_end) const;
  /// The same into `buffer` from `offset` on; gives its length and leaves the rest as it was. Fails:
  /// buffer_too_short, with its length, when it does not fit: it can still be received then; out_of_range when the
  /// buffer ends before `offset`.
  std::size_t recv_bytes_into(std::span<std::byte> buffer, std::size_t offset = 0) const;

  /// Closes this end here; again is harmless. The other end notices when nobody has this one any more.
  void close() noexcept { side_.reset(); }
  [[nodiscard]] bool closed() const noexcept { return side_ == nullptr; }
  [[nodiscard]] bool readable() const;
  [[nodiscard]] bool writable() const;
  /// A second owner of this end, here or wherever it moves.
  [[nodiscard]] connection share() const;

  /// A descriptor that is readable (poll, epoll, select) when receiving would not wait. It lives as
  /// long as this end is open here. The first one in a process starts one thread.
  [[nodiscard]] int fileno() const;
  /// For `troupe::wait`: ready when receiving would not wait.
  [[nodiscard]] troupe::wait_source wait_source() const;
  /// The actor that does the same by messages: <troupe/pipe_messages.hpp>.
  [[nodiscard]] caf::actor address() const;
  /// "connection(receives and sends)", "connection(closed)"
  [[nodiscard]] std::string text() const;

  static constexpr std::size_t to_the_end = std::numeric_limits<std::size_t>::max();

private:
  friend std::pair<connection, connection> pipe(pipe_mode mode);
  friend codec<connection>;
  explicit connection(std::shared_ptr<rooms::parallel::pipe_side> side) noexcept : side_(std::move(side)) {}

  void send_value(const queues::item_kind& kind, const void* value) const;
  /// Makes the value in uninitialised memory; which of the kinds it is of.
  std::size_t receive_value(std::span<const queues::item_kind> wanted, void* uninitialised) const;
  template <class... Ts, std::size_t... Is>
  std::variant<Ts...> receive_any(std::index_sequence<Is...>) const {
    using result = std::variant<Ts...>;
    alignas(Ts...) std::byte memory[std::max({sizeof(Ts)...})];
    const queues::item_kind wanted[] = {queues::kind_of<Ts>()...};
    const std::size_t which = receive_value(wanted, memory);
    using taker = result (*)(std::byte*);
    static constexpr taker takers[] = {&take_as<result, Is, Ts>...};
    return takers[which](memory);
  }
  template <class Variant, std::size_t I, class T>
  static Variant take_as(std::byte* memory) {
    T& value = *std::launder(reinterpret_cast<T*>(memory));
    Variant result{std::in_place_index<I>, std::move(value)};
    value.~T();
    return result;
  }
  [[nodiscard]] rooms::parallel::pipe_side& side() const;

  std::shared_ptr<rooms::parallel::pipe_side> side_;
};

/// The objects of an end in bytes.
struct connection_ticket {
  shared::ticket end, in, out;
};
template <>
struct codec<connection> {
  using wire_type = connection_ticket;
  static wire_type to_wire(const connection& value);
  static connection from_wire(wire_type&& wire);
};

} // namespace troupe
