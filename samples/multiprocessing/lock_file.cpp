// SMP-06: two processes append to one file, each all its lines in one go. The end of main waits for them.
#include <troupe/troupe.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>

void append(const std::filesystem::path& file, const std::string& line) {
  std::ofstream out{file, std::ios::app};
  for (int i = 0; i < 9; ++i)
    out << line << std::endl;
}

void work_with(troupe::mutex m, const std::filesystem::path& file) {
  std::scoped_lock hold{m};
  append(file, "Lock acquired via with");
}

void work_no_with(troupe::mutex m, const std::filesystem::path& file) {
  m.lock();
  append(file, "Lock acquired directly");
  m.unlock();
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::mutex m;
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "lock_file.txt";
  troupe::process{troupe::fn<work_with>, m, file}.start();
  troupe::process{troupe::fn<work_no_with>, m, file}.start();
  std::cout << "End" << std::endl;
}
