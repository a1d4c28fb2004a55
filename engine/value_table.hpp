#pragma once

#include "engine/value_survey.hpp"

#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace replica {

/// A distinct value of a column.
struct ValueCount {
    std::string_view text;
    std::uint64_t rows = 0;     ///< that hold it; scaled up where it stands for values that weren't kept
    std::uint32_t persons = 0;  ///< who hold it, counted up to --min-count; rows where there are no persons
    std::span<const std::uint64_t> holders = {};  ///< those persons' hashes; none where a row is a person
};

/// Counts the distinct persons who hold any of some values, exactly while each value has fewer than --min-count.
class PersonCount {
public:
    void add(std::uint64_t rows, std::span<const std::uint64_t> holders) {
        if (holders.empty()) rows_ += rows;
        holders_.insert(holders.begin(), holders.end());
    }
    [[nodiscard]] std::uint64_t persons() const { return rows_ + holders_.size(); }
    void clear() {
        rows_ = 0;
        holders_.clear();
    }

private:
    std::uint64_t rows_ = 0;
    std::set<std::uint64_t> holders_;
};

/// The values of a column that an encoding is built from.
struct ValueTable {
    std::vector<ValueCount> values;         ///< in ascending order of text
    bool complete = true;                   ///< whether all values are here; otherwise all frequent ones and a sample
    GridRange range;                        ///< of all values, where the column has a grid
    std::vector<ValueCount> calendar = {};  ///< cells of all rows by key (calendar_counts.hpp), where not all values
                                            ///< are here and the column holds datetimes
};

/// The values of a column inside its domain, from its profile and, where there was one, its survey. Texts refer to
/// both.
ValueTable tabulate_values(const ColumnProfile& profile, const ValueSurvey* survey, const ColumnDecision& decision);

/// The same of a column of free text, of which the kept values are enough where there are too many.
ValueTable tabulate_texts(const ColumnProfile& profile, const ValueSurvey* survey, const ColumnDecision& decision);

}  // namespace replica
