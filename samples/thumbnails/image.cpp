#include "image.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <fstream>
#include <stdexcept>
#include <string>

namespace {

std::size_t bytes(const image& of) { return of.pixels.size() * sizeof(colour); }

int steps_until_it_escapes(std::complex<double> c) {
  std::complex<double> z;
  int steps = 0;
  for (; steps < 255 && std::norm(z) < 4; ++steps)
    z = z * z + c;
  return steps;
}

colour colour_of(int steps) {
  return {static_cast<std::uint8_t>(steps), static_cast<std::uint8_t>(steps * 3), static_cast<std::uint8_t>(steps * 7)};
}

colour mean(const image& of, std::size_t left, std::size_t top, std::size_t size) {
  std::size_t red = 0, green = 0, blue = 0, count = 0;
  for (std::size_t y = top; y < std::min(top + size, of.height); ++y)
    for (std::size_t x = left; x < std::min(left + size, of.width); ++x, ++count) {
      const colour here = of.at(x, y);
      red += here.red, green += here.green, blue += here.blue;
    }
  return {static_cast<std::uint8_t>(red / count), static_cast<std::uint8_t>(green / count),
          static_cast<std::uint8_t>(blue / count)};
}

} // namespace

image read_image(const std::filesystem::path& from) {
  std::ifstream in{from, std::ios::binary};
  std::string format;
  int largest = 0;
  image out;
  in >> format >> out.width >> out.height >> largest;
  if (format != "P6" || largest != 255)
    throw std::runtime_error("it is no picture");
  in.get();
  out.pixels.resize(out.width * out.height);
  in.read(reinterpret_cast<char*>(out.pixels.data()), static_cast<std::streamsize>(bytes(out)));
  if (!in)
    throw std::runtime_error("it ends in the middle of its pixels");
  return out;
}

void write_image(const std::filesystem::path& to, const image& what) {
  std::ofstream out{to, std::ios::binary};
  out << "P6\n" << what.width << ' ' << what.height << "\n255\n";
  out.write(reinterpret_cast<const char*>(what.pixels.data()), static_cast<std::streamsize>(bytes(what)));
  if (!out)
    throw std::runtime_error(to.string() + " cannot be written");
}

image paint(int number, std::size_t width, std::size_t height) {
  image out{width, height, {}};
  const std::complex<double> middle{-0.743643, 0.131825};
  const double step = 3.0 / static_cast<double>(width) / std::pow(1.2, number);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      const double right = static_cast<double>(x) - static_cast<double>(width) / 2;
      const double down = static_cast<double>(y) - static_cast<double>(height) / 2;
      out.pixels.push_back(colour_of(steps_until_it_escapes(middle + step * std::complex<double>{right, down})));
    }
  return out;
}

image shrink(const image& from, std::size_t width) {
  const std::size_t size = std::max<std::size_t>(from.width / width, 1);
  image out{(from.width + size - 1) / size, (from.height + size - 1) / size, {}};
  for (std::size_t y = 0; y < out.height; ++y)
    for (std::size_t x = 0; x < out.width; ++x)
      out.pixels.push_back(mean(from, x * size, y * size, size));
  return out;
}

// A bug that programs have: nobody thought of a picture without pixels.
int brightness(const image& of) {
  int sum = 0;
  for (const colour& each : of.pixels)
    sum += (each.red + each.green + each.blue) / 3;
  const volatile int count = static_cast<int>(of.pixels.size()); // so that the division is not optimised away
  return sum / count;
}
