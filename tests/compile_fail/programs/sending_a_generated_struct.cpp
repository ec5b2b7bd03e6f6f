// refused: troupe: a struct that Cap'n Proto generated travels in its box
#include <troupe/troupe.hpp>

// As capnpc-c++ makes it.
struct Job {
  class Reader;
  class Builder;
  struct _capnpPrivate {
    static constexpr unsigned long typeId = 0xd00d;
  };
};
class Job::Reader {
public:
  typedef Job Reads;
};

void tell(const caf::actor& other) {
  troupe::self self;
  self->send(other, Job{});
}
