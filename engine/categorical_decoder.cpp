#include "engine/categorical_decoder.hpp"

#include <algorithm>

namespace replica {

namespace {

// The column as if the pool held all its pooled values.
ColumnModel of_pool(const ColumnModel& column, const ValuePool& pool, Mode mode) {
    ColumnModel alone;
    alone.name = column.name;
    alone.format = column.format;
    alone.pooled_patterns = pool.patterns;
    for (auto& pattern : alone.pooled_patterns)
        if (mode == Mode::random) pattern.weight = 1;
    return alone;
}

}  // namespace

CategoricalDecoder::CategoricalDecoder(const Model& model, std::uint32_t column) {
    const ColumnModel& source = model.columns[column];
    first_pool_ = static_cast<std::uint32_t>(source.values.size());
    for (const std::string& value : source.values) cell_of_code_.push_back(prepare(value));
    for (const ValuePool& pool : source.pools) {
        cell_of_code_.push_back(generated_cell);
        pooled_.emplace_back(column, of_pool(source, pool, model.mode), model.text);
    }
    pooled_.emplace_back(column, source, model.text);
    if (source.has_pooled) cell_of_code_.push_back(generated_cell);
    if (source.has_missing || cell_of_code_.empty()) cell_of_code_.push_back(missing_cell);
}

std::span<const std::uint32_t> CategoricalDecoder::cells_of_codes() const {
    const bool imitates = std::find(cell_of_code_.begin(), cell_of_code_.end(), generated_cell) != cell_of_code_.end();
    return imitates ? std::span<const std::uint32_t>{} : cell_of_code_;
}

void CategoricalDecoder::decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                                DecodedColumn& out) const {
    out.start(codes.size());
    bool any_pooled = false;
    for (std::size_t r = 0; r < codes.size(); ++r) {
        out.cells[r] = cell_of_code_[codes[r]];
        any_pooled |= out.cells[r] == generated_cell;
    }
    for (std::size_t r = 0; any_pooled && r < codes.size(); ++r) {
        if (out.cells[r] != generated_cell) continue;
        pooled_[codes[r] - first_pool_].append(seed, first_row + r, out.text);
        out.end_text();
    }
}

}  // namespace replica
