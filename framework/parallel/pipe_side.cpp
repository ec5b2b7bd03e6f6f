#include "parallel/pipe_side.hpp"

#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

pipe_side::pipe_side(const objects::reference& end, const objects::reference& in, const objects::reference& out)
  : end_(end), in_(in), out_(out) {
  if (in_)
    reads_.emplace(in_.table(), in_);
  if (out_)
    writes_.emplace(out_.table(), out_);
}

objects::item_stream& pipe_side::reads() {
  static_cast<void>(*end_); // the system exists
  if (!reads_)
    throw invalid_state("this end of the pipe only sends: receive at the other one, or make a duplex pipe");
  if (broken_.load(std::memory_order_relaxed))
    throw invalid_state("nothing more can be received here: a message was longer than recv_bytes allowed");
  return *reads_;
}

objects::item_stream& pipe_side::writes() {
  static_cast<void>(*end_);
  if (!writes_)
    throw invalid_state("this end of the pipe only receives: send at the other one, or make a duplex pipe");
  return *writes_;
}

int pipe_side::descriptor() {
  objects::item_stream& from = reads();
  std::call_once(followed_, [&] {
    owned_descriptor_ = std::make_unique<stream_descriptor>(from);
    descriptor_.store(owned_descriptor_.get(), std::memory_order_release); // pairs with the load below
  });
  return owned_descriptor_->get();
}

void pipe_side::was_received() noexcept {
  if (stream_descriptor* const follows = descriptor_.load(std::memory_order_acquire))
    follows->look();
}

void send_message(objects::item_stream& to, objects::item_draft& what) {
  if (to.send(what, os::never) == objects::send_outcome::nobody_reads)
    throw end_of_stream("the other end of the pipe is closed everywhere: nobody would receive the message");
}

objects::item_stream& stream_at(const void* self) noexcept {
  return *static_cast<objects::item_stream*>(const_cast<void*>(self));
}

} // namespace troupe::rooms::parallel
