/// Pictures in the simplest format there is: PPM, three bytes for each pixel.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

struct colour {
  std::uint8_t red = 0, green = 0, blue = 0;
};

struct image {
  std::size_t width = 0, height = 0;
  std::vector<colour> pixels; ///< row by row
  [[nodiscard]] colour at(std::size_t x, std::size_t y) const { return pixels[y * width + x]; }
};

/// Fails: runtime_error for a file that is no picture, or half of one.
image read_image(const std::filesystem::path& from);
void write_image(const std::filesystem::path& to, const image& what);

/// A part of the Mandelbrot set, a little closer with each number.
image paint(int number, std::size_t width, std::size_t height);
/// Each pixel is the mean of those it stands for.
image shrink(const image& from, std::size_t width);
/// From black, 0, to white, 255.
int brightness(const image& of);
