#include "engine/text_model.hpp"

#include "engine/bin_slots.hpp"
#include "engine/text_shape.hpp"
#include "engine/value_table.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace replica {
namespace {

constexpr std::size_t most_shapes = 256;

// How often something occurs, and whether it stands for nobody alone.
class Tally {
public:
    void add(const ValueCount& text) {
        rows_ += text.rows;
        if (&text == last_) return;  // a person counts once, however often a text has it
        last_ = &text;
        if (persons_.persons() < highest_min_count) persons_.add(text.rows, text.holders);
    }
    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] bool is_general(std::uint32_t min_count) const { return persons_.persons() >= min_count; }

private:
    static constexpr std::uint64_t highest_min_count = 1'000'000;
    std::uint64_t rows_ = 0;
    const ValueCount* last_ = nullptr;
    PersonCount persons_;
};

using Tallies = std::map<std::string, Tally>;

bool is_space(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

struct Pieces {
    std::vector<std::string_view> words;
    std::vector<std::string_view> separators;  ///< one less than words
};

Pieces split(std::string_view text) {
    Pieces pieces;
    const auto take = [&](bool spaces) {
        std::size_t size = 0;
        while (size < text.size() && is_space(text[size]) == spaces) ++size;
        const std::string_view taken = text.substr(0, size);
        text.remove_prefix(size);
        return taken;
    };
    take(true);
    while (!text.empty() && pieces.words.size() < most_words) {
        pieces.words.push_back(take(false));
        const std::string_view separator = take(true);
        if (!text.empty()) pieces.separators.push_back(separator);
    }
    return pieces;
}

std::string_view cut(std::string_view word) { return word.substr(0, longest_word); }

std::size_t place_of(std::size_t word, std::size_t words) { return word == 0 ? 0 : word + 1 == words ? 2 : 1; }

std::vector<Weighted<std::string>> heaviest(std::vector<Weighted<std::string>> shapes) {
    std::stable_sort(shapes.begin(), shapes.end(), [](const auto& a, const auto& b) { return a.weight > b.weight; });
    if (shapes.size() > most_shapes) shapes.resize(most_shapes);
    return shapes;
}

std::string plain_shape(std::string_view shape) {
    const auto escapes = static_cast<std::size_t>(std::count(shape.begin(), shape.end(), '\\'));
    return std::string(std::max<std::size_t>(1, shape.size() - escapes), 'a');
}

// Counts the words of one place in two looks: shapes first, then words whose shape is rare as plain ones.
class ShapeCounts {
public:
    explicit ShapeCounts(std::uint32_t min_count) : min_count_(min_count) {}

    void add(const ValueCount& text, std::string_view word) { shapes_[text_shape(cut(word))].add(text); }
    void add_if_rare(const ValueCount& text, std::string_view word) {
        const std::string shape = text_shape(cut(word));
        if (shape.empty() || !shapes_.at(shape).is_general(min_count_)) plain_[plain_shape(shape)].add(text);
    }
    [[nodiscard]] std::vector<Weighted<std::string>> result() const {
        std::map<std::string, std::uint64_t> weights;
        for (const Tallies* tallies : {&shapes_, &plain_}) {
            for (const auto& [shape, tally] : *tallies)
                if (!shape.empty() && tally.is_general(min_count_)) weights[shape] += tally.rows();
        }
        std::vector<Weighted<std::string>> shapes;
        for (const auto& [shape, weight] : weights) shapes.push_back({shape, weight});
        return heaviest(std::move(shapes));
    }

private:
    std::uint32_t min_count_;
    Tallies shapes_;
    Tallies plain_;
};

class WordCounts {
public:
    explicit WordCounts(std::uint32_t min_count) : min_count_(min_count) {}

    void add(const ValueCount& text, std::size_t words) {
        GridCount& count = counts_[static_cast<std::int64_t>(words)];
        count.value = static_cast<std::int64_t>(words);
        count.rows += text.rows;
        auto& holders = holders_[count.value];
        if (holders.size() < min_count_) holders.insert(text.holders.begin(), text.holders.end());
        if (text.holders.empty()) rows_of_persons_[count.value] += text.rows;
    }

    [[nodiscard]] std::vector<Slot> slots() {
        std::vector<GridCount> counts;
        GridRange range;
        PersonCount persons;
        for (auto& [words, count] : counts_) {
            const auto& holders = holders_[words];
            count.writable = holders.size() + rows_of_persons_[words] >= min_count_;
            if (!count.writable) count.holders.assign(holders.begin(), holders.end());
            counts.push_back(count);
            range.include(words);
            persons.add(rows_of_persons_[words], {});
            persons.add(0, std::vector<std::uint64_t>(holders.begin(), holders.end()));
        }
        if (persons.persons() < 2 * std::uint64_t{min_count_}) return {};
        const GridRange general = general_range(range, counts, min_count_);
        std::erase_if(counts,
                      [&](const GridCount& count) { return count.value < general.low || count.value > general.high; });
        const IntervalRule rule{2 * std::uint64_t{min_count_}, 5};
        return make_slots(counts, std::max<std::int64_t>(0, general.low), std::max<std::int64_t>(0, general.high), 1,
                          rule);
    }

private:
    std::uint32_t min_count_;
    std::map<std::int64_t, GridCount> counts_;
    std::map<std::int64_t, std::set<std::uint64_t>> holders_;
    std::map<std::int64_t, std::uint64_t> rows_of_persons_;
};

}  // namespace

TextModel learn_text(const ValueTable& texts, std::uint32_t min_count) {
    WordCounts words(min_count);
    std::array<ShapeCounts, 3> shapes{ShapeCounts(min_count), ShapeCounts(min_count), ShapeCounts(min_count)};
    Tallies separators;
    for (const ValueCount& text : texts.values) {
        const Pieces pieces = split(text.text);
        words.add(text, pieces.words.size());
        for (std::size_t i = 0; i < pieces.words.size(); ++i)
            shapes[place_of(i, pieces.words.size())].add(text, pieces.words[i]);
        for (const std::string_view separator : pieces.separators) separators[std::string(separator)].add(text);
    }
    for (const ValueCount& text : texts.values) {
        const Pieces pieces = split(text.text);
        for (std::size_t i = 0; i < pieces.words.size(); ++i)
            shapes[place_of(i, pieces.words.size())].add_if_rare(text, pieces.words[i]);
    }
    TextModel model;
    model.words = words.slots();
    for (std::size_t place = 0; place < shapes.size(); ++place) model.shapes[place] = shapes[place].result();
    for (const auto& [separator, tally] : separators)
        if (tally.is_general(min_count)) model.separators.push_back({separator, tally.rows()});
    model.separators = heaviest(std::move(model.separators));
    return model;
}

}  // namespace replica
