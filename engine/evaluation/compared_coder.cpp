#include "engine/evaluation/compared_coder.hpp"

#include "engine/evaluation/clock_cells.hpp"
#include "kernels/row_hash.hpp"

#include <algorithm>

namespace replica {

ComparedCoder::ComparedCoder(const ComparedColumn& column, const DistinctValues& values)
    : column_(&column), values_(&values) {
    for (std::size_t i = 0; i < values.size(); ++i) known_.push_back(code_unknown(values.text(i)));
}

ComparedValue ComparedCoder::code_unknown(std::string_view text) const {
    if (column_->is_ordered()) return code_number(text);
    const auto& labels = column_->labels;
    const auto found = std::lower_bound(labels.begin(), labels.end(), text);
    const bool listed = found != labels.end() && *found == text;
    const auto code = listed ? static_cast<std::uint16_t>(found - labels.begin()) : column_->other_code();
    return {code, 0, DistinctValues::hash(text)};
}

// Numbers are equal however many decimals they are written with.
ComparedValue ComparedCoder::code_number(std::string_view text) const {
    const auto grid = parse_value(text, column_->format);
    if (!grid) return {column_->other_code(), 0, DistinctValues::hash(text)};
    const auto& low = column_->grid_low;
    const auto above = std::upper_bound(low.begin(), low.end(), *grid);
    const auto code = static_cast<std::uint16_t>(std::max<std::ptrdiff_t>(0, above - low.begin() - 1));
    const bool has_clock = column_->kind == ComparedKind::date || column_->kind == ComparedKind::datetime;
    const std::uint16_t cell = has_clock ? clock_cell(*grid, column_->format, column_->holidays) : std::uint16_t{0};
    return {code, cell, mix_bits(static_cast<std::uint64_t>(*grid))};
}

}  // namespace replica
