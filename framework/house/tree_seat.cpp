#include "house/tree_seat.hpp"

#include "troupe/error.hpp"

namespace troupe::rooms::house {

void tree_seat::ask_begin(tree_wish what) {
  const std::scoped_lock hold{guard_};
  if (std::exchange(is_taken_, true))
    throw invalid_state("a tree runs in this process already: it is one at a time");
  is_ready_ = false;
  exit_code_.reset();
  failure_ = nullptr;
  wish_ = std::move(what);
}

std::future<void> tree_seat::ask_add(std::string supervisor, std::variant<child, tree_spec> what) {
  const std::scoped_lock hold{guard_};
  additions_.push_back({std::move(supervisor), std::move(what), {}});
  return additions_.back().told.get_future();
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

void tree_seat::take_additions() {
  std::vector<addition> wished;
  {
    const std::scoped_lock hold{guard_};
    wished.swap(additions_);
  }
  for (addition& each : wished)
    add(each);
  has_news_ |= !wished.empty();
}

void tree_seat::add(addition& one) {
  try {
    if (!present_)
      throw invalid_state("no child can be added: the tree is over");
    present_->add(one.supervisor, one.what);
    one.told.set_value();
  } catch (...) {
    one.told.set_exception(std::current_exception());
  }
}

// Nothing is started before the lock of the control socket is held: two copies never run together.
void tree_seat::begin(tree_wish&& what, const maker& make) {
  answers_ = std::make_unique<tree_answers>(what.name, *host_, std::move(what.options));
  if (what.control)
    server_ = std::make_unique<control_server>(*what.control, [this](control_request&& asked, control_reply reply) {
      answers_->answer(*present_, std::move(asked), std::move(reply));
    });
  what.tell = [this, tell = std::move(what.tell)](const supervision::tree_news& news) {
    answers_->hear(news);
    if (news.of.nodes[supervision::root_node].state == child_state::ready)
      is_ready_.store(true, std::memory_order_release);
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
    end(std::nullopt, std::current_exception());
  }
  take_additions();
  if (present_)
    run();
  if (present_ && present_->exit_code()) {
    if (server_)
      server_->dispatch(); // the last words
    end(present_->exit_code(), nullptr);
  }
  return std::exchange(has_news_, false);
}

void tree_seat::end(std::optional<int> exit_code, std::exception_ptr failure) {
  leave();
  has_news_ = true;
  const std::scoped_lock hold{guard_};
  is_taken_ = false;
  exit_code_ = exit_code;
  failure_ = std::move(failure);
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
