#include "actor/caf_seam/received.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

#include <caf/blocking_actor.hpp>
#include <caf/detail/dynamic_message_data.hpp>
#include <caf/message_builder.hpp>

#include "actor/any_message.hpp"
#include "actor/caf_seam/handle_traffic.hpp"
#include "actor/caf_seam/types.hpp"
#include "message/elements.hpp"
#include "os/coarse_clock.hpp"

namespace troupe::rooms::actor {

namespace {

// Of a role, by the thread its actor runs on: begun, and not destroyed.
thread_local const claimed_element* in_hand = nullptr;
thread_local bool only_glances = false;

} // namespace

claimed_element::glance::glance() noexcept { only_glances = true; }
claimed_element::glance::~glance() { only_glances = false; }

claimed_element::claimed_element(delivery&& about, std::uint64_t type, work_book& book)
  : caf::mailbox_element(std::move(about.sender), about.id, std::move(about.stages)), claim_(std::move(about.claim)),
    book_(book), type_id_(type), from_(about.from), asker_(about.id.is_request() ? sender : nullptr),
    leader_(about.leader) {
  if (leader_ != nullptr)
    ++book_.for_role;
  if (asker* const open = leader_ != nullptr && asker_ ? as_asker(asker_.get()) : nullptr)
    open->set_begun(false);
}

claimed_element::~claimed_element() { begun_ && !has_lost_its_handler() ? end_begun() : end_not_begun(); }

// Whether this was skipped, and nobody has said so before its actor ended. One that is destroyed because it was handled
// is the last that its actor has looked at; a blocking actor, which forgets that, does not end meanwhile.
bool claimed_element::has_lost_its_handler() const noexcept {
  if (leader_ == nullptr)
    return false;
  if (!leader_->getf(caf::abstract_actor::is_blocking_flag))
    return leader_->current_mailbox_element() != this;
  return leader_->getf(caf::abstract_actor::is_terminated_flag) ||
         static_cast<caf::blocking_actor*>(leader_)->mailbox().closed();
}

void claimed_element::keep(handle_traffic& read) noexcept {
  if (leader_ != nullptr)
    claim_.keep(sender ? caf::strong_actor_ptr{without_asker(sender.get())} : nullptr, read.take_collected(),
                read.take_flights());
}

void claimed_element::end_not_begun() noexcept {
  if (in_hand == this)
    in_hand = nullptr;
  if (leader_ == nullptr)
    return;
  if (begun_)
    put_back();
  claim_.leave();
  --book_.for_role;
}

void claimed_element::end_begun() noexcept {
  if (in_hand == this)
    in_hand = nullptr;
  book_.shown.doing.since.store(0, std::memory_order_relaxed);
  observe::counters{book_.shown.counters}.add(observe::counter::handlers);
  asker* const open = asker_ ? as_asker(asker_.get()) : nullptr;
  if (open != nullptr && !open->is_settled())
    book_.promises.keep(*open, {from_.slot, from_.incarnation}, std::move(claim_));
  claim_.done();
  if (leader_ != nullptr)
    --book_.for_role;
  book_.waits.record_done();
}

// CAF tells nobody that a message was skipped. But a handled one is gone before the next is looked at.
void claimed_element::begin() const noexcept {
  if (only_glances || std::exchange(begun_, true))
    return;
  put_back_if_skipped();
  if (leader_ != nullptr) {
    in_hand = this;
    if (asker* const open = asker_ ? as_asker(asker_.get()) : nullptr)
      open->set_begun(true);
  }
  claim_.taken();
  show();
}

void claimed_element::put_back() const noexcept {
  begun_ = false;
  if (asker* const open = asker_ ? as_asker(asker_.get()) : nullptr)
    open->set_begun(false);
  claim_.put_back();
  book_.shown.doing.since.store(0, std::memory_order_relaxed);
}

void claimed_element::put_back_skipped() noexcept {
  if (in_hand != nullptr)
    std::exchange(in_hand, nullptr)->put_back();
}

// Its actor is with another one by now. What is looked at inside its own handler (an answer that is waited for there, a
// nested receive) leaves it in hand.
void claimed_element::put_back_if_skipped() noexcept {
  if (in_hand != nullptr && in_hand->leader_->current_mailbox_element() != in_hand)
    put_back_skipped();
}

void claimed_element::show() const noexcept {
  mailbox::activity& doing = book_.shown.doing;
  doing.type.store(type_id_, std::memory_order_relaxed);
  doing.message_id.store(mid.integer_value(), std::memory_order_relaxed);
  doing.sender.store(std::uint64_t{from_.slot} << 48 | from_.actor, std::memory_order_relaxed);
  doing.since.store(os::coarse_nanoseconds(), std::memory_order_relaxed);
}

namespace {

/// To be freed by `free`. Fails: std::bad_alloc.
void* allocate(std::size_t bytes, std::size_t alignment) {
  void* const block = alignment <= alignof(std::max_align_t)
                        ? std::malloc(bytes)
                        : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (block == nullptr)
    throw std::bad_alloc{};
  return block;
}

/// The value lies behind the object, in the same block.
class received_value final : public claimed_element, public caf::type_erased_tuple {
public:
  received_value(const type_entry& type, void* value, delivery&& about, work_book& book)
    : claimed_element(std::move(about), type.id, book), type_(type), value_(value) {}
  ~received_value() override { type_.destroy(value_); }

  static std::size_t value_offset(const type_entry& type) noexcept {
    return (sizeof(received_value) + type.alignment - 1) / type.alignment * type.alignment;
  }
  static void* operator new(std::size_t, void* place) noexcept { return place; }
  static void operator delete(void*, void*) noexcept {}
  static void operator delete(void* block) noexcept { std::free(block); }

  caf::type_erased_tuple& content() override {
    begin();
    return *this;
  }
  const caf::type_erased_tuple& content() const override {
    begin();
    return *this;
  }
  caf::message move_content_to_message() override {
    return hooks_ != nullptr ? hooks_->take(value_) : copy_content_to_message();
  }
  caf::message copy_content_to_message() const override {
    return hooks_ != nullptr ? hooks_->copy(value_) : to_message(any_value::of(type_, value_).clone());
  }

  std::size_t size() const noexcept override { return 1; }
  std::uint32_t type_token() const noexcept override { return token_of(type_); }
  caf::rtti_pair type(std::size_t) const noexcept override { return rtti_of(type_); }
  const void* get(std::size_t) const noexcept override { return value_; }
  void* get_mutable(std::size_t) override { return value_; }
  std::string stringify(std::size_t) const override { return copy_content_to_message().stringify(0); }
  caf::type_erased_value_ptr copy(std::size_t) const override { return box_copy(type_, value_); }
  caf::error load(std::size_t, caf::deserializer&) override { return caf::sec::unknown_type; }
  caf::error save(std::size_t, caf::serializer&) const override { return caf::sec::unknown_type; }

private:
  const type_entry& type_;
  const messages::hooks* const hooks_ = hooks_of(type_); ///< null: only actors that take any type get it
  void* const value_;
};

class received_message final : public claimed_element {
public:
  received_message(caf::message&& content, delivery&& about, work_book& book)
    : claimed_element(std::move(about), message::elements_type, book), content_(std::move(content)) {}

  caf::type_erased_tuple& content() override {
    begin();
    return content_;
  }
  const caf::type_erased_tuple& content() const override {
    begin();
    return content_;
  }
  caf::message move_content_to_message() override { return std::move(content_); }
  caf::message copy_content_to_message() const override { return content_; }

private:
  caf::message content_;
};

} // namespace

caf::mailbox_element_ptr receive_value(const type_entry& type, const payload_source& from, delivery&& about,
                                       work_book& book) {
  const std::size_t offset = received_value::value_offset(type);
  void* const block = allocate(offset + type.size, type.alignment);
  void* const value = static_cast<std::byte*>(block) + offset;
  if (!type.read(from, value)) {
    std::free(block);
    return nullptr;
  }
  return caf::mailbox_element_ptr{new (block) received_value{type, value, std::move(about), book}};
}

caf::type_erased_value_ptr receive_boxed(std::uint64_t id, std::uint32_t layout, const payload_source& from) {
  const type_entry* const type = find_type(id);
  if (type == nullptr || !can_receive(*type) || type->layout != layout)
    return nullptr;
  const std::unique_ptr<void, void (*)(void*)> room{allocate(type->size, type->alignment), std::free};
  if (!type->read(from, room.get()))
    return nullptr;
  const std::unique_ptr<void, void (*)(void*) noexcept> value{room.get(), type->destroy};
  return hooks_of(*type)->box(value.get());
}

caf::message join(std::vector<caf::type_erased_value_ptr>&& parts) {
  if (parts.empty())
    return {};
  auto all = caf::make_counted<caf::detail::dynamic_message_data>(std::move(parts));
  return caf::message{caf::detail::message_data::cow_ptr{std::move(all)}};
}

caf::mailbox_element_ptr receive_message(caf::message&& content, delivery&& about, work_book& book) {
  if (content.vals() == nullptr)
    content = caf::message_builder{}.to_message();
  return caf::mailbox_element_ptr{new received_message{std::move(content), std::move(about), book}};
}

} // namespace troupe::rooms::actor
