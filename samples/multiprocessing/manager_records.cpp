// SMP-33: a list that a manager keeps, used by two processes.
#include <troupe/troupe.hpp>

#include <iostream>

struct record {
  std::string name;
  int score;
};

void insert_record(record added, troupe::list<record> records) {
  records.push_back(added);
  std::cout << "New record added!\n" << std::endl;
}

void print_records(troupe::list<record> records) {
  for (const record& each : records)
    std::cout << "Name: " << each.name << "\nScore: " << each.score << "\n" << std::endl;
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::manager m;
  const auto records = m.list<record>({{"Sam", 10}, {"Adam", 9}, {"Kevin", 9}});
  troupe::process inserts{troupe::fn<insert_record>, record{"Jeff", 8}, records};
  troupe::process prints{troupe::fn<print_records>, records};
  inserts.start();
  inserts.join();
  prints.start();
  prints.join();
}
