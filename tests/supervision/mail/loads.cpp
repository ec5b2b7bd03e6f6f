#include "loads.hpp"

#include <csignal>
#include <memory>
#include <vector>

#include <caf/skip.hpp>

#include "ledger.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

std::uint64_t next_number(const ledger& of, int sender) { return of.page().sent[sender].fetch_add(1) + 1; }

caf::actor an_echo(troupe::event_based_actor* self) {
  return self->spawn([](troupe::event_based_actor*) -> troupe::behavior { return {[](int x) { return x; }}; });
}

} // namespace

troupe::behavior counter_of_numbers(troupe::event_based_actor*, std::string file) {
  const auto notes = std::make_shared<ledger>(file);
  return {
    [=](const number_a& what) { notes->note(what.sender, what.number); },
    [=](const number_b& what) { notes->note(what.sender, what.number); },
    [](poison) { std::raise(SIGSEGV); },
  };
}

namespace {

// The two take turns: after so many, or when nothing else comes.
template <class Mine, class Other>
troupe::behavior taking(troupe::event_based_actor* self, const std::shared_ptr<ledger>& notes, int many) {
  const auto left = std::make_shared<int>(many);
  const auto turn = [=] { self->become(taking<Other, Mine>(self, notes, many)); };
  return {
    [=](const Mine& what) {
      notes->note(what.sender, what.number);
      if (--*left == 0)
        turn();
    },
    caf::after(2ms) >> turn,
  };
}

} // namespace

namespace {

// Each life begins with what is behind: one that gets no further than to skip would be followed by others like it.
troupe::behavior take_turns(troupe::event_based_actor* self, const std::string& file, int many) {
  self->set_default_handler(caf::skip);
  const auto notes = std::make_shared<ledger>(file);
  return notes->page().last[0] <= notes->page().last[1] ? taking<number_a, number_b>(self, notes, many)
                                                        : taking<number_b, number_a>(self, notes, many);
}

} // namespace

troupe::behavior skipping_counter(troupe::event_based_actor* self, std::string file) {
  return take_turns(self, file, 50);
}

troupe::behavior hoarding_counter(troupe::event_based_actor* self, std::string file) {
  return take_turns(self, file, 1'000'000);
}

troupe::behavior frail_counter(troupe::event_based_actor* self, std::string file) {
  if (ledger{file}.page().lives.fetch_add(1) % 2 == 1)
    std::raise(SIGKILL);
  return hoarding_counter(self, file);
}

troupe::behavior awaiting_counter(troupe::event_based_actor* self, std::string file) {
  const auto notes = std::make_shared<ledger>(file);
  const auto count = std::make_shared<int>(0);
  const caf::actor other = an_echo(self);
  const auto take = [=](int sender, std::uint64_t number) {
    notes->note(sender, number);
    if (++*count % 100 == 0)
      self->request(other, caf::infinite, 1).await([](int) {});
  };
  return {
    [=](const number_a& what) { take(what.sender, what.number); },
    [=](const number_b& what) { take(what.sender, what.number); },
  };
}

troupe::behavior promising_counter(troupe::event_based_actor* self, std::string file) {
  const auto notes = std::make_shared<ledger>(file);
  const auto promised = std::make_shared<std::vector<caf::response_promise>>();
  const auto keep = [=] {
    for (caf::response_promise& each : std::exchange(*promised, {}))
      each.deliver(1);
  };
  return {
    [=](const number_a& what) -> caf::result<int> {
      notes->note(what.sender, what.number);
      promised->push_back(self->make_response_promise());
      if (promised->size() == 3)
        keep();
      return caf::delegated<int>{};
    },
    caf::after(1ms) >> keep,
  };
}

namespace {

class versatile : public std::enable_shared_from_this<versatile> {
public:
  versatile(troupe::event_based_actor* self, const std::string& file)
    : self_(self), notes_(file), other_(an_echo(self)) {}

  troupe::behavior begin() {
    const ledger_page& page = notes_.page();
    return page.last[0] <= page.last[1] ? taking<number_a, number_b>() : taking<number_b, number_a>();
  }

private:
  template <class Mine, class Other>
  troupe::behavior taking() {
    const auto me = shared_from_this();
    const auto left = std::make_shared<int>(50);
    const auto turn = [me] {
      me->keep_promises();
      me->self_->become(me->taking<Other, Mine>());
    };
    return {
      [=](const Mine& what) {
        me->note(what.sender, what.number);
        if (--*left == 0)
          turn();
      },
      [me](const number_c& what) -> caf::result<int> {
        me->note(what.sender, what.number);
        me->promised_.push_back(me->self_->make_response_promise());
        if (me->promised_.size() == 2)
          me->keep_promises();
        return caf::delegated<int>{};
      },
      caf::after(2ms) >> turn,
    };
  }

  void note(int sender, std::uint64_t number) {
    notes_.note(sender, number);
    if (++count_ % 100 == 0)
      self_->request(other_, caf::infinite, 1).await([](int) {});
  }

  void keep_promises() {
    for (caf::response_promise& each : std::exchange(promised_, {}))
      each.deliver(1);
  }

  troupe::event_based_actor* self_;
  ledger notes_;
  caf::actor other_;
  std::vector<caf::response_promise> promised_;
  int count_ = 0;
};

} // namespace

troupe::behavior versatile_counter(troupe::event_based_actor* self, std::string file) {
  self->set_default_handler(caf::skip);
  return std::make_shared<versatile>(self, file)->begin();
}

namespace {

void send_number(troupe::self& from, const caf::actor& role, int sender, std::uint64_t number) {
  if (sender % 2 == 0)
    from->send(role, number_a{sender, number});
  else
    from->send(role, number_b{sender, number});
}

} // namespace

void send_numbers(int sender, const caf::actor& role, const std::string& file) {
  const ledger notes{file};
  troupe::self self;
  while (notes.page().ends == 0)
    send_number(self, role, sender, next_number(notes, sender));
}

namespace {

// What was in hand at a death and failed is asked again.
template <class Number>
void ask_as(int sender, const caf::actor& role, const std::string& file) {
  const ledger notes{file};
  troupe::self self;
  while (notes.page().ends == 0) {
    const Number what{sender, next_number(notes, sender)};
    for (bool answered = false; !answered;)
      self->request(role, caf::infinite, what).receive([&](int) { answered = true; }, [](const error_value&) {});
  }
}

} // namespace

void ask_numbers(int sender, const caf::actor& role, const std::string& file) { ask_as<number_a>(sender, role, file); }

void send_or_ask_numbers(int sender, const caf::actor& role, const std::string& file) {
  if (sender < 2)
    send_numbers(sender, role, file);
  else
    ask_as<number_c>(sender, role, file);
}

} // namespace troupe::tests
