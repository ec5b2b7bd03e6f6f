/// The side of a chain that takes: looks at the item in front, moves past it, frees what is behind.
///
/// All of it under the guard of the taking side, but `has_item`.
#pragma once

#include "objects/item_chain.hpp"

namespace troupe::rooms::objects {

/// Whether some item still needs a chunk, or is in a run: asked before either is freed.
class item_holders {
public:
  [[nodiscard]] virtual bool needs_chunk(extent_id which) const noexcept = 0;
  [[nodiscard]] virtual bool needs_run(extent_id first) const noexcept = 0;

protected:
  ~item_holders() = default;
};

/// Whether there is something in front; without the guard a hint.
[[nodiscard]] bool has_item(const item_chain& in) noexcept;

class item_front {
public:
  item_front(const item_chain& in, const item_holders& holders) noexcept
    : in_(in), holders_(holders), words_(*in.consumers) {}

  /// The next item, or none. Fails: decode_error.
  [[nodiscard]] item_view look();
  /// It is taken: the next one is in front.
  void pass(const item_view& item) noexcept;

  /// Frees the run of an item, in two steps with what makes the item done between them.
  void begin_to_free(extents run) noexcept;
  void free_run(extents run) noexcept;
  /// Nobody needs that passed chunk any more, unless somebody does.
  void free_passed(extent_id chunk) noexcept;

  /// After a death: finishes what was under way, counts anew, frees what nobody has freed.
  void repair() noexcept;

private:
  [[nodiscard]] bool enter_next_chunk() noexcept;
  void leave(extent_id chunk) noexcept;
  void free(extents which) noexcept;
  void settle(extents left) noexcept;

  const item_chain& in_;
  const item_holders& holders_;
  consumer_words& words_;
};

} // namespace troupe::rooms::objects
