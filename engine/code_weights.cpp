#include "engine/code_weights.hpp"

namespace replica {

std::uint64_t grid_count(std::int64_t low, std::int64_t high, std::int64_t step) {
    const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t steps = span / static_cast<std::uint64_t>(step);
    return steps + 1 == 0 ? steps : steps + 1;
}

std::int64_t bin_high(const ColumnModel& column, std::uint32_t bin) {
    return bin + 1 < column.bin_low.size() ? column.bin_low[bin + 1] - column.step : column.range_high;
}

std::vector<std::uint64_t> random_mode_weights(const ColumnModel& column) {
    std::vector<std::uint64_t> weights(column.domain_size(), 0);
    const std::uint32_t kept = column.related_codes();
    const bool bins = column.encoding == Encoding::binned || column.encoding == Encoding::interval;
    for (std::uint32_t code = 0; code < kept; ++code)
        weights[code] = bins ? grid_count(column.bin_low[code], bin_high(column, code), column.step) : 1;
    if (kept == 0 && !weights.empty()) weights[0] = 1;
    return weights;
}

}  // namespace replica
