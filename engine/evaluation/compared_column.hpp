#pragma once

#include "engine/holidays.hpp"
#include "engine/value_format.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

enum class ComparedKind : std::uint8_t { number, date, datetime, category };

/// A column that real and synthetic rows have in common, and its codes, the same for all tables.
///
/// Fine codes: one for each of its values, ascending (of numbers and dates with very many values: for each of some
/// narrow bins); then one for other values, which are not of its type, or rare texts; then one for missing.
/// Coarse codes, for tables of several columns: about 20 bins, or the commonest values; maybe others; maybe missing.
struct ComparedColumn {
    std::string name;
    ComparedKind kind = ComparedKind::category;
    ValueFormat format;  ///< of what `values` are
    Holidays holidays;   ///< of a date or datetime, by the schema
    std::vector<double>
        values;  ///< numbers, dates (days), datetimes (seconds since 1970): of each fine code, ascending
    std::vector<std::string> labels;     ///< categories: the text of each fine code
    bool exact = true;                   ///< every value has a fine code of its own
    std::vector<std::int64_t> grid_low;  ///< numbers and dates: lowest grid value of each fine code, ascending
    std::vector<std::uint16_t> coarse;   ///< coarse code of each fine code, other and missing included
    std::uint32_t coarse_codes = 0;      ///< number of coarse codes
    std::vector<std::string>
        coarse_labels;  ///< of each coarse code, for people: `20 to 24`, `Female`, `other`, `missing`

    /// Whether its values have an order: all but categories.
    [[nodiscard]] bool is_ordered() const { return kind != ComparedKind::category; }
    /// Fine codes that are values.
    [[nodiscard]] std::uint16_t value_codes() const {
        return static_cast<std::uint16_t>(is_ordered() ? values.size() : labels.size());
    }
    [[nodiscard]] std::uint16_t other_code() const { return value_codes(); }
    [[nodiscard]] std::uint16_t missing_code() const { return static_cast<std::uint16_t>(value_codes() + 1); }
    /// All fine codes.
    [[nodiscard]] std::uint32_t codes() const { return value_codes() + 2U; }
};

/// Rows of a table as fine codes, columns[c][r], in the table's order: all of them, or as many as were drawn.
struct CodedSample {
    std::vector<std::vector<std::uint16_t>> columns;
    std::size_t rows = 0;
    std::uint64_t table_rows = 0;  ///< of the table they are from
};

/// Where the rows come from that real ones are compared with.
enum class HoldoutOrigin : std::uint8_t {
    given,  ///< rows that the model has not seen
    split,  ///< half of the real rows, drawn at random: the model may have seen them
};

/// The rows that measures of single rows are made of. Real: the rows that the model was learned from, without holdout.
struct ComparedRows {
    CodedSample real;
    CodedSample holdout;
    CodedSample synthetic;
    HoldoutOrigin holdout_origin = HoldoutOrigin::split;
};

}  // namespace replica
