#include "engine/text_shape.hpp"

#include <algorithm>
#include <map>

namespace replica {
namespace {

constexpr std::size_t longest_text = 64;
constexpr std::size_t most_shapes = 64;

bool within(char letter, char first, char last) { return letter >= first && letter <= last; }

struct ShapeCount {
    std::uint64_t rows = 0;
    std::uint64_t values = 0;
    PersonCount persons;
};

}  // namespace

std::string text_shape(std::string_view text) {
    std::string shape;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (within(letter, 'A', 'Z')) {
            shape += 'A';
        } else if (within(letter, 'a', 'z') || byte >= 0xC0) {
            shape += 'a';
        } else if (within(letter, '0', '9')) {
            shape += '9';
        } else if (byte < 0x80) {
            shape += '\\';
            shape += letter;
        }  // continuation bytes belong to the character before
    }
    return shape;
}

std::vector<Weighted<std::string>> common_shapes(const std::vector<ValueCount>& pooled, std::uint64_t min_count) {
    std::map<std::string, ShapeCount> counts;
    for (const ValueCount& value : pooled) {
        if (value.text.empty() || value.text.size() > longest_text) continue;
        ShapeCount& count = counts[text_shape(value.text)];
        count.rows += value.rows;
        ++count.values;
        count.persons.add(value.rows, value.holders);
    }
    std::vector<Weighted<std::string>> shapes;
    for (const auto& [shape, count] : counts) {
        if (count.persons.persons() >= min_count && count.values >= 2) shapes.push_back({shape, count.rows});
    }
    std::stable_sort(shapes.begin(), shapes.end(), [](const auto& a, const auto& b) { return a.weight > b.weight; });
    if (shapes.size() > most_shapes) shapes.resize(most_shapes);
    return shapes;
}

}  // namespace replica
