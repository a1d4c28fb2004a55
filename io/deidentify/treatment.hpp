#pragma once

#include "engine/code_hierarchy.hpp"
#include "engine/value_format.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// What is done to a column.
enum class Treatment : std::uint8_t {
    drop,         ///< the column is left out
    keep,         ///< rows with other values in it are left out
    brackets,     ///< a number becomes its range
    top,          ///< numbers above a limit become one label
    bottom,       ///< numbers below a limit become one label
    shift,        ///< days are moved by a number that is constant for a person
    truncate,     ///< a date becomes its month or year
    zip3,         ///< a postcode becomes its first three digits, or 000 in small areas
    hours,        ///< a time becomes a range of hours
    lookup,       ///< a value becomes what a table has for it
    pseudonym,    ///< an identifier becomes a keyed hash
    round,        ///< a number becomes the nearest multiple
    generalise,   ///< a code becomes a group of its hierarchy
    small_cells,  ///< rows whose combination of values is rare
};

/// What becomes of the rows of a small cell.
enum class SmallCells : std::uint8_t {
    suppress,  ///< they are left out
    blank,     ///< the values of its columns become missing
};

/// drop, keep, ..., small-cells; and all of them with commas.
std::string_view name_of(Treatment treatment);
std::optional<Treatment> treatment_named(std::string_view name);
std::string treatment_names();

/// A rule of de-identification. Which members matter depends on the treatment.
struct DeidentifyRule {
    Treatment treatment = Treatment::drop;
    std::vector<std::string> columns;
    std::string as;                        ///< name of the result, which goes last; empty: it stays where it is
    std::vector<std::string> values;       ///< keep
    std::vector<double> lower;             ///< brackets: lower ends, ascending
    double limit = 0;                      ///< top, bottom
    std::string label;                     ///< top, bottom
    std::string person;                    ///< shift: the column that names the person
    std::uint32_t days = 365;              ///< shift: at most so many either way, and at least one
    bool to_year = false;                  ///< truncate: else to the month
    std::vector<std::string> small_areas;  ///< zip3: beginnings of three digits
    std::vector<std::uint32_t> hours;      ///< hours: first hours of ranges, ascending from 0
    std::map<std::string, std::string, std::less<>> table;  ///< lookup
    std::string table_path, key, value;                     ///< lookup: where the table is from
    std::string other;                                      ///< lookup: for values that aren't in it; empty: missing
    double step = 1;                                        ///< round
    Hierarchy hierarchy = Hierarchy::none;                  ///< generalise
    std::uint32_t level = 1;                                ///< generalise: 1 is the narrowest group
    std::uint32_t k = 11;                                   ///< small cells: of fewer rows
    SmallCells small_cells = SmallCells::suppress;
};

/// The treated text of a value; nothing where it can't be read, and so becomes missing. format: of the column's values;
/// shift_days: of the row's person. Not for pseudonym, nor for treatments of columns and rows.
std::optional<std::string> treat(const DeidentifyRule& rule, std::string_view text, const ValueFormat& format,
                                 std::int64_t shift_days);

/// "18-24" of lower ends 18 and 25; "85-" of the last.
std::string bracket_label(const std::vector<double>& lower, std::size_t index);

}  // namespace replica
