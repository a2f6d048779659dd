// The few marks our drawings are made of, as SVG text.
#pragma once

#include <string>
#include <string_view>

namespace relayout::report {

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

// How a mark looks: classes of the style sheet, and further attributes, which win. `title` is what a pointer shows.
struct Look {
  std::string_view classes;
  std::string attributes;
  std::string title;
};

// Text as XML may hold it: markup is escaped, control characters and bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string escaped(std::string_view text);

class Svg {
 public:
  void rectangle(const Box& box, const Look& look);
  // `classes` sets size, weight and anchor.
  void text(const Point& place, std::string_view content, const Look& look);
  // The band between [x, x + width) at the top and another at the bottom, bent smoothly.
  struct Band {
    Point top;
    Point bottom;
    double width = 0;
  };
  void ribbon(const Band& band, const Look& look);
  void raw(std::string_view markup) { markup_ += markup; }

  // All marks on a sheet of that size, with the style they need. `title` and `description` are read out to those who
  // cannot see it.
  struct Sheet {
    double width = 0;
    double height = 0;
    std::string title;
    std::string description;
  };
  [[nodiscard]] std::string document(const Sheet& sheet) const;

 private:
  std::string markup_;
};

}  // namespace relayout::report
