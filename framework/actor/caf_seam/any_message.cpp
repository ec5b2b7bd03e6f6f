#include "actor/any_message.hpp"

#include <caf/detail/message_data.hpp>

#include "actor/caf_seam/types.hpp"

namespace troupe::rooms::actor {
namespace {

/// Copies have a value of their own, because CAF makes them to change them.
class any_data final : public caf::detail::message_data {
public:
  explicit any_data(any_value value) : value_(std::move(value)) {}

  any_data* copy() const override { return new any_data{value_.clone()}; }
  caf::type_erased_value_ptr copy(std::size_t) const override { return box_copy(*value_.type(), value_.data()); }

  std::size_t size() const noexcept override { return 1; }
  std::uint32_t type_token() const noexcept override { return token_of(*value_.type()); }
  caf::rtti_pair type(std::size_t) const noexcept override { return rtti_of(*value_.type()); }
  const void* get(std::size_t) const noexcept override { return value_.data(); }
  void* get_mutable(std::size_t) override { return value_.data(); }
  std::string stringify(std::size_t) const override { return value_.type()->text(value_.data()); }
  caf::error load(std::size_t, caf::deserializer&) override { return caf::sec::unknown_type; }
  caf::error save(std::size_t, caf::serializer&) const override { return caf::sec::unknown_type; }

private:
  any_value value_;
};

class any_box final : public caf::type_erased_value {
public:
  explicit any_box(any_value value) : value_(std::move(value)) {}

  void* get_mutable() override { return value_.data(); }
  const void* get() const override { return value_.data(); }
  caf::rtti_pair type() const override { return rtti_of(*value_.type()); }
  std::string stringify() const override { return value_.type()->text(value_.data()); }
  caf::type_erased_value_ptr copy() const override { return box_copy(*value_.type(), value_.data()); }
  caf::error load(caf::deserializer&) override { return caf::sec::unknown_type; }
  caf::error save(caf::serializer&) const override { return caf::sec::unknown_type; }

private:
  any_value value_;
};

} // namespace

caf::type_erased_value_ptr box_copy(const type_entry& type, const void* value) {
  if (const messages::hooks* const hooks = hooks_of(type))
    return hooks->copy_box(value);
  return caf::type_erased_value_ptr{new any_box{any_value::of(type, value).clone()}};
}

caf::message to_message(any_value value) {
  if (!value.has_value())
    return {};
  return caf::message{caf::detail::message_data::cow_ptr{caf::make_counted<any_data>(std::move(value))}};
}

seen_value look_into(caf::type_erased_tuple& content) {
  if (content.size() != 1)
    return {};
  return {entry_of(content.type(0)), content.get_mutable(0)};
}

} // namespace troupe::rooms::actor
