#pragma once

#include "engine/distinct_values.hpp"
#include "engine/evaluation/compared_column.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace replica {

/// What a value becomes.
struct ComparedValue {
    std::uint16_t fine = 0;
    std::uint16_t clock_cell = 0;  ///< of dates and datetimes
    std::uint64_t identity = 0;    ///< equal for equal values, and but for one pair in 2^64 only for them
};

/// Turns the texts of a column into codes. `column` and `values`, all tables' values, must outlive it.
class ComparedCoder {
public:
    ComparedCoder(const ComparedColumn& column, const DistinctValues& values);

    [[nodiscard]] ComparedValue code(std::string_view text) const {
        const std::uint64_t hash = DistinctValues::hash(text);
        if (const auto index = values_->find(text, hash)) return known_[*index];
        return code_unknown(text);
    }
    [[nodiscard]] ComparedValue missing() const { return {column_->missing_code(), 0, missing_identity}; }
    [[nodiscard]] const ComparedColumn& column() const { return *column_; }

private:
    static constexpr std::uint64_t missing_identity = 0x6D697373696E67;

    [[nodiscard]] ComparedValue code_unknown(std::string_view text) const;
    [[nodiscard]] ComparedValue code_number(std::string_view text) const;

    const ComparedColumn* column_;
    const DistinctValues* values_;
    std::vector<ComparedValue> known_;  // of the values that are kept
};

}  // namespace replica
