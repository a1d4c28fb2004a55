#pragma once

#include "engine/value_format.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// How the values of a derived column follow from another column's: by the hour of a datetime, or by a look-up table.
struct Derivation {
    std::uint32_t source = 0;                  ///< column
    std::vector<std::string> labels;           ///< the values, without repetition
    std::vector<std::uint32_t> label_of_hour;  ///< by hours: 24 indices of labels
    std::vector<std::string> keys;             ///< by a table: the source's values, ascending
    std::vector<std::uint32_t> label_of_key;   ///< and an index of labels for each
    bool by_prefix = false;                    ///< the longest key that a value starts with counts

    friend bool operator==(const Derivation&, const Derivation&) = default;
};

/// By hours: `first_hours` are the lower ends of ranges, ascending from 0; [0, 8, 16] gives "00-07", "08-15", "16-23".
Derivation derive_by_hour(std::uint32_t source, const std::vector<std::uint32_t>& first_hours);

/// A line of a look-up table.
struct TableLine {
    std::string key;
    std::string label;
};

/// By a table, whose keys all differ.
Derivation derive_by_table(std::uint32_t source, std::vector<TableLine> table, bool by_prefix);

/// Index of the label of a value of the source; nothing where it has none. `format`: of the source, for hours; where it
/// isn't a datetime, as before it is known, each value is read by itself.
std::optional<std::uint32_t> derive(const Derivation& derivation, const ValueFormat& format, std::string_view text);

/// A column of an extract that is derived from another one.
struct DerivedColumn {
    std::string name;
    Derivation derivation;
    ValueFormat source_format;  ///< once it is known
    std::string table;          ///< the table's file, for sentences; empty for hours
    bool modelled = true;  ///< the source is left out, so this column stands for itself; else it follows the source
};

}  // namespace replica
