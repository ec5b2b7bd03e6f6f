// SMP-03: tasks that can be called go to consumers, answers come back, and one `finish` stops all consumers.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

struct task {
  int a, b;
  std::string words() const { return std::to_string(a) + " * " + std::to_string(b); }
  std::string operator()() const {
    std::this_thread::sleep_for(std::chrono::milliseconds(100)); // as if it were work
    return words() + " = " + std::to_string(a * b);
  }
};

struct Consumer {
  troupe::joinable_queue<task> tasks;
  troupe::queue<std::string> results;
  void run() const {
    const std::string name = troupe::current_process().name();
    for (const task& next : tasks) {
      std::cout << name << ": " << next.words() << std::endl;
      results.put(next());
      tasks.task_done();
    }
    std::cout << name << ": Exiting" << std::endl;
  }
};

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::joinable_queue<task> tasks;
  troupe::queue<std::string> results;
  const unsigned consumers = troupe::cpu_count() * 2;
  std::cout << "Creating " << consumers << " consumers" << std::endl;
  for (unsigned i = 0; i < consumers; ++i)
    troupe::process{Consumer{tasks, results}}.start();
  for (int i = 0; i < 10; ++i)
    tasks.put({i, i});
  tasks.finish(); // in place of a stop value for each consumer
  tasks.join();
  for (int i = 0; i < 10; ++i)
    std::cout << "Result: " << results.get() << std::endl;
}
