#include "house/tree_seat.hpp"

namespace troupe::rooms::house {

void tree_seat::ask_begin(tree_wish what) {
  const std::scoped_lock hold{guard_};
  exit_code_.reset();
  failure_ = nullptr;
  wish_ = std::move(what);
}

void tree_seat::ask_end(int exit_code) {
  const std::scoped_lock hold{guard_};
  end_wish_ = exit_code;
}

std::optional<int> tree_seat::exit_code() const {
  const std::scoped_lock hold{guard_};
  if (failure_ != nullptr)
    std::rethrow_exception(failure_);
  return exit_code_;
}

void tree_seat::take_wishes(const maker& make) {
  std::optional<tree_wish> wished;
  std::optional<int> end;
  {
    const std::scoped_lock hold{guard_};
    wished = std::exchange(wish_, {});
    end = std::exchange(end_wish_, {});
  }
  if (wished)
    begin(std::move(*wished), make);
  if (end && present_)
    present_->note(supervision::happened::end_asked{*end});
}

// Nothing is started before the lock of the control socket is held: two copies never run together.
void tree_seat::begin(tree_wish&& what, const maker& make) {
  answers_ = std::make_unique<tree_answers>(what.name);
  if (what.control)
    server_ = std::make_unique<control_server>(*what.control, [this](control_request&& asked, control_reply reply) {
      answers_->answer(*present_, std::move(asked), std::move(reply));
    });
  what.tell = [this, tell = std::move(what.tell)](const supervision::tree_news& news) {
    answers_->hear(news);
    tell(news);
  };
  present_ = make(std::move(what));
  present_->note(supervision::happened::begin{});
}

void tree_seat::run() {
  present_->look();
  if (server_) {
    server_->dispatch();
    present_->look();
  }
  answers_->look(*present_);
}

void tree_seat::leave() {
  server_.reset();
  present_.reset();
  answers_.reset();
}

bool tree_seat::look(const maker& make) {
  try {
    take_wishes(make);
  } catch (...) {
    leave();
    const std::scoped_lock hold{guard_};
    failure_ = std::current_exception();
    return true;
  }
  if (!present_)
    return false;
  run();
  const std::optional<int> code = present_->exit_code();
  if (!code)
    return false;
  if (server_)
    server_->dispatch(); // the last words
  leave();
  const std::scoped_lock hold{guard_};
  exit_code_ = code;
  return true;
}

void tree_seat::on_end(mailbox::address who, const ending& how, const std::optional<mailbox::start_report>& report) {
  if (present_)
    present_->on_end(who, how, report);
}

os::time_point tree_seat::next_look() const {
  if (!present_)
    return os::never;
  const os::time_point first = std::min(present_->next_look(), answers_->next_deadline());
  return server_ ? std::min(first, server_->next_deadline()) : first;
}

} // namespace troupe::rooms::house
