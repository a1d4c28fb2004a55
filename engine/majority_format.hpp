#pragma once

#include "engine/distinct_values.hpp"
#include "engine/value_format.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// A format that most rows fit.
struct MajorityFormat {
    ValueFormat format;
    std::uint64_t rows = 0;             ///< that hold a value which it reads; of the kept values
    std::vector<std::string> accepted;  ///< boolean: the values that are of it
};

/// The format of `type` that the kept values have where those that contradict it are left out: values are grouped by
/// the format that each has by itself, and the groups are taken in by their number of rows (decimals by their number of
/// digits, which loses none), each as far as it contradicts none before. Nothing where no value is of `type`.
/// A function of the set of values and their counts.
std::optional<MajorityFormat> majority_format(const DistinctValues& values, ValueType type);

/// The same of date and datetime, whichever more rows hold, where at least 95 % of the rows then fit.
std::optional<MajorityFormat> majority_of_dates(const DistinctValues& values);

}  // namespace replica
