// Thumbnails of a folder of pictures, made by a pool of processes. One picture is half a file and one crashes the
// program that looks at it: both are reported by name, and all the others are done.
#include <troupe/troupe.hpp>

#include <troupe/pool.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <ranges>
#include <unistd.h>

#include "image.hpp"

namespace fs = std::filesystem;

std::string name_of(int number) { return "picture " + std::to_string(number) + ".ppm"; }

// -- what the workers do ------------------------------------------------------------------------------

void make_picture(const fs::path& folder, int number, std::size_t width) {
  write_image(folder / name_of(number), paint(number, width, width * 3 / 4));
}

/// Gives how bright the picture is.
int make_thumbnail(const fs::path& picture) {
  const image whole = read_image(picture);
  const int light = brightness(whole);
  write_image(picture.parent_path() / "thumbnails" / picture.filename(), shrink(whole, 64));
  return light;
}

namespace {

// -- what the program does ----------------------------------------------------------------------------

struct settings {
  int pictures = 40;
  std::size_t width = 640;
  std::optional<int> workers = {}; // as many as CPUs
  fs::path keep = {};              // where the pictures stay; none: nowhere
};

/// For as long as the program runs, unless it is to stay.
class folder {
public:
  explicit folder(const fs::path& keep)
    : stays_(!keep.empty()),
      path_(stays_ ? keep : fs::temp_directory_path() / ("thumbnails." + std::to_string(::getpid()))) {
    fs::create_directories(path_ / "thumbnails");
  }
  ~folder() {
    std::error_code ignored; // there is nobody to tell
    if (!stays_)
      fs::remove_all(path_, ignored);
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

private:
  const bool stays_;
  const fs::path path_;
};

void spoil(const fs::path& folder) {
  fs::copy(folder / name_of(0), folder / "half.ppm", fs::copy_options::overwrite_existing);
  fs::resize_file(folder / "half.ppm", fs::file_size(folder / "half.ppm") / 2);
  write_image(folder / "no pixels.ppm", image{});
}

std::vector<fs::path> pictures_in(const fs::path& folder) {
  std::vector<fs::path> all;
  for (const auto& each : fs::directory_iterator{folder})
    if (each.is_regular_file())
      all.push_back(each.path());
  std::ranges::sort(all);
  return all;
}

void run(const settings& with) {
  const folder all{with.keep};
  troupe::pool pool{{.processes = with.workers}};
  pool.starmap({.progress = true}, troupe::fn<make_picture>,
               std::views::iota(0, with.pictures) |
                 std::views::transform([&](int number) { return std::tuple{all.path(), number, with.width}; }));
  spoil(all.path());

  const std::vector<fs::path> pictures = pictures_in(all.path());
  const auto done = pool.try_map({.chunk = 1, .timeout = std::chrono::seconds(30), .progress = true},
                                 troupe::fn<make_thumbnail>, pictures);

  int count = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (done[i])
      ++count;
    else
      std::cout << pictures[i].filename().string() << ": " << done[i].error().text << '\n';
  std::cout << count << " of " << pictures.size() << " thumbnails are made\n";
  if (!with.keep.empty())
    std::cout << "they are in " << (all.path() / "thumbnails").string() << '\n';
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Makes pictures, and thumbnails of them in a pool of processes."};
  settings with;
  app.add_option("--pictures", with.pictures, "how many")->check(CLI::Range(1, 100'000))->capture_default_str();
  app.add_option("--width", with.width, "of a picture, in pixels")
    ->check(CLI::Range(64, 10'000))
    ->capture_default_str();
  app.add_option("--workers", with.workers, "processes; as many as CPUs unless given")->check(CLI::Range(1, 500));
  app.add_option("--keep", with.keep, "a folder for the pictures, which stay there");
  CLI11_PARSE(app, argc, argv);
  try {
    troupe::system sys{argc, argv};
    run(with);
    return 0;
  } catch (const troupe::interrupted&) {
    throw; // Ctrl-C: the wrapped main ends the program with one line
  } catch (const std::exception& failure) {
    std::cerr << "thumbnails: " << failure.what() << '\n';
    return 1;
  }
}
