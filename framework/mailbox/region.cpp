#include "mailbox/region.hpp"

#include <cstring>

#include "mailbox/build_id.hpp"
#include "mailbox/commons.hpp"
#include "mailbox/inside.hpp"
#include "os/failure.hpp"
#include "os/random.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::mailbox {

namespace {

std::uint64_t mail_bytes_for(std::uint32_t slots, std::uint64_t memory_limit) noexcept {
  return slots * range_bytes + objects_bytes + store_bytes(memory_limit);
}

region_header make_header(const region_options& options) {
  const std::uint32_t slots = static_cast<std::uint32_t>(round_up(options.slots, 64));
  if (options.slots == 0 || slots > max_slots)
    throw invalid_argument("a region has 1 to " + std::to_string(max_slots) + " slots, not " +
                           std::to_string(options.slots));
  region_header header{};
  header.magic = region_magic;
  header.version = layout_version;
  header.page_bytes = page;
  header.slots = slots;
  header.header_bytes = sizeof(region_header);
  header.build = own_build();
  header.control_bytes = control_plan{slots}.bytes;
  header.mail_bytes = mail_bytes_for(slots, options.memory);
  header.memory_limit = options.memory;
  os::fill_random(std::as_writable_bytes(std::span{&header.run, 1}));
  return header;
}

void check(bool fits, const char* what) {
  if (!fits)
    throw decode_error(std::string{"these descriptors are not a region of this program: "} + what +
                       "; start all processes from one build");
}

region_header read_header(const os::shared_file& control) {
  check(control.allocated() >= page, "no region at all"); // mapping what is not there would be a SIGBUS
  const os::mapping first{control, 0, page, os::access::read_only};
  region_header header;
  std::memcpy(&header, first.data(), sizeof header);
  return header;
}

void check_header(const region_header& header) {
  check(header.magic == region_magic, "no region at all");
  check(header.version == layout_version && header.header_bytes == sizeof header, "another layout version");
  check(header.page_bytes == page, "another page size");
  check(header.build == own_build(), "another build of the program");
  check(header.slots != 0 && header.slots <= max_slots && header.slots % 64 == 0 &&
          header.control_bytes == control_plan{header.slots}.bytes &&
          header.mail_bytes == mail_bytes_for(header.slots, header.memory_limit),
        "sizes that contradict each other");
}

} // namespace

region::region() = default;
region::~region() = default;

std::shared_ptr<region> region::create(const region_options& options) {
  const region_header header = make_header(options);
  const control_plan plan{header.slots};
  auto control = os::shared_file::create("troupe-control", header.control_bytes, options.directory);
  auto mail = os::shared_file::create("troupe-mail", header.mail_bytes, options.directory);
  if (plan.bells > header.memory_limit)
    throw no_resource("a region needs " + std::to_string(plan.bells) + " bytes at least, and may have " +
                        std::to_string(header.memory_limit) + "; raise system_options.memory",
                      0);
  if (const int failed = control.reserve(0, plan.bells))
    os::throw_errno("allocating the slot table of " + std::to_string(plan.bells) + " bytes", failed);
  os::mapping table{control, 0, plan.bells, os::access::read_write};
  std::memcpy(table.data(), &header, sizeof header);
  std::shared_ptr<region> made{new region};
  made->layout_ = std::make_unique<layout>(std::move(control), std::move(mail), os::event_fd{}, header);
  made->layout_->table_own = std::move(table);
  made->layout_->usable_slots = options.slots;
  return made;
}

std::shared_ptr<region> region::attach(std::array<int, 3> descriptors) {
  os::fd control{descriptors[0]};
  os::fd mail{descriptors[1]};
  os::event_fd event{os::fd{descriptors[2]}};
  const region_header header = read_header(os::shared_file::adopt(control.duplicate(), page));
  check_header(header);
  std::shared_ptr<region> made{new region};
  made->layout_ =
    std::make_unique<layout>(os::shared_file::adopt(std::move(control), header.control_bytes),
                             os::shared_file::adopt(std::move(mail), header.mail_bytes), std::move(event), header);
  return made;
}

std::array<int, 3> region::descriptors() const noexcept {
  return {layout_->control.descriptor(), layout_->mail.descriptor(), layout_->house_event.descriptor()};
}

std::uint32_t region::slots() const noexcept { return layout_->header.slots; }

std::uint64_t region::run_mark() const noexcept { return layout_->header.run; }

std::uint64_t region::allocated() const noexcept { return layout_->allocated(); }

std::uint64_t region::memory_limit() const noexcept { return layout_->header.memory_limit; }

void region::call(slot_id whom, std::uint32_t attention) noexcept {
  if (whom < slots() && layout_->state_of(whom) != slot_state::free)
    layout_->bell_of(whom).call(attention);
}

void region::sleep(slot_id own, os::time_point deadline, const std::function<bool()>& stay_awake) {
  layout_->bell_of(own).sleep(deadline, stay_awake);
}

std::uint32_t region::change_count() const noexcept {
  return layout_->table_head().change_count.load(std::memory_order_acquire);
}

} // namespace troupe::rooms::mailbox
