#include "engine/pooled_imitation.hpp"

#include "engine/code_weights.hpp"
#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"

#include <algorithm>
#include <cstddef>

namespace replica {

namespace {

constexpr std::uint64_t attempts = 64;
constexpr std::size_t characters_per_word = 8;  // 26^8 is far below 2^64
constexpr std::size_t words_per_attempt = 1024;
constexpr std::size_t most_outcomes = 65536;

bool is_date(const ValueFormat& format) { return format.type == ValueType::date || format.type == ValueType::datetime; }

bool is_number(const ValueFormat& format) {
    return format.type == ValueType::integer || format.type == ValueType::decimal;
}

}  // namespace

bool is_missing_token(std::string_view text, const TextForm& form) {
    return text == form.missing_token ||
           std::find(form.missing_tokens.begin(), form.missing_tokens.end(), text) != form.missing_tokens.end();
}

PooledImitation::PooledImitation(std::uint32_t column, const ColumnModel& model, const TextForm& form)
    : column_(column), format_(model.format), form_(form) {
    if (is_date(model.format) || model.pooled_patterns.empty()) range_ = known_range(model);
    if (range_) return;
    std::vector<std::uint64_t> weights;
    for (const auto& pattern : model.pooled_patterns) {
        if (pattern.weight == 0 || shapes_.size() == most_outcomes) continue;
        shapes_.push_back(parse_shape(pattern.value, model.format));
        weights.push_back(pattern.weight);
    }
    for (std::size_t i = 0; shapes_.empty() && i < std::min(model.values.size(), model.value_weights.size()); ++i) {
        if (model.value_weights[i] == 0) continue;
        kept_.push_back(model.values[i]);
        weights.push_back(model.value_weights[i]);
    }
    if (!weights.empty()) table_ = AliasTable(weights);
}

std::optional<PooledImitation::GridRange> PooledImitation::known_range(const ColumnModel& model) {
    if (model.encoding == Encoding::binned && !model.bin_low.empty()) {
        const std::int64_t low = model.bin_low.front();
        return GridRange{low, model.step, grid_count(low, model.range_high, model.step)};
    }
    if (!is_date(model.format)) return std::nullopt;
    std::optional<std::int64_t> low;
    std::optional<std::int64_t> high;
    for (const std::string& text : model.values) {
        const auto grid = parse_value(text, model.format);
        if (!grid) continue;
        low = std::min(low.value_or(*grid), *grid);
        high = std::max(high.value_or(*grid), *grid);
    }
    if (!low) return std::nullopt;
    return GridRange{*low, 1, grid_count(*low, *high, 1)};
}

PooledImitation::Shape PooledImitation::parse_shape(std::string_view pattern, const ValueFormat& format) {
    Shape shape;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        switch (pattern[i]) {
            case 'A': shape.push_back({'A', 26}); break;
            case 'a': shape.push_back({'a', 26}); break;
            case '9': shape.push_back({'0', 10}); break;
            case '\\': shape.push_back({i + 1 < pattern.size() ? pattern[++i] : '\\', 1}); break;
            default: shape.push_back({pattern[i], 1}); break;
        }
    }
    if (!is_number(format)) return shape;
    // "05", "-05" and "-0" are not numbers that a source would have.
    const std::size_t first = !shape.empty() && shape[0].choices == 1 && shape[0].first == '-' ? 1 : 0;
    const bool one_digit = shape.size() < first + 2 || shape[first + 1].choices != 10;
    if (shape.size() > first && shape[first].choices == 10 && (first == 1 || !one_digit)) shape[first] = {'1', 9};
    return shape;
}

void PooledImitation::fill_shape(const Shape& shape, std::uint64_t seed, std::uint64_t first_word,
                                 std::string& out) const {
    const std::uint64_t stream = stream_of(Purpose::pooled_text, column_);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (i % characters_per_word == 0)
            word = philox_word(seed, stream, first_word + i / characters_per_word % words_per_attempt);
        out.push_back(static_cast<char>(shape[i].first + static_cast<char>(scale_word(word, shape[i].choices))));
        word *= shape[i].choices;  // the fraction that is left decides the next character
    }
}

void PooledImitation::append_attempt(std::uint64_t seed, std::uint64_t row, std::uint64_t attempt,
                                     std::string& out) const {
    const std::uint64_t draw = row * attempts + attempt;
    const std::uint64_t word = philox_word(seed, stream_of(Purpose::pooled_shape, column_), draw);
    const auto choice = static_cast<std::uint32_t>(word >> 32U);
    if (range_) {
        const std::uint64_t offset = scale_word(word, range_->count) * static_cast<std::uint64_t>(range_->step);
        append_value(static_cast<std::int64_t>(static_cast<std::uint64_t>(range_->low) + offset), format_, out);
    } else if (!shapes_.empty()) {
        fill_shape(shapes_[table_.draw(choice)], seed, draw * words_per_attempt, out);
    } else if (!kept_.empty()) {
        out += kept_[table_.draw(choice)];
    } else {
        append_last_resort(out);
    }
}

bool PooledImitation::acceptable(std::string_view text) const {
    if (!form_.quoting && is_missing_token(text, form_)) return false;
    const bool has_grid = is_date(format_) || is_number(format_);
    return !has_grid || parse_value(text, format_).has_value();
}

void PooledImitation::append_last_resort(std::string& out) const {
    const std::size_t start = out.size();
    if (is_number(format_) || is_date(format_))
        append_value(0, format_, out);
    else
        out += "OTHER";
    while (!form_.quoting && is_missing_token(std::string_view(out).substr(start), form_)) out += '0';
}

void PooledImitation::append(std::uint64_t seed, std::uint64_t row, std::string& out) const {
    const std::size_t start = out.size();
    for (std::uint64_t attempt = 0; attempt < attempts; ++attempt) {
        append_attempt(seed, row, attempt, out);
        if (acceptable(std::string_view(out).substr(start))) return;
        out.resize(start);
    }
    append_last_resort(out);
}

}  // namespace replica
