#pragma once

#include "engine/column_codec.hpp"
#include "engine/privacy/impossible_pairs.hpp"
#include "engine/privacy/row_pool.hpp"
#include "engine/rules.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// What public rules say of pairs of codes.
struct StructuralZeros {
    std::vector<ImpossiblePair> pairs;  ///< by columns of the model
    std::vector<std::string> rules;     ///< that are used, as they are written
    std::vector<std::string> not_used;  ///< intervals without sign, sums, and columns of two kinds
};

/// The pairs of codes that contradict an order, "a <= b" or "a < b": of which no value of the first is low enough for
/// any of the second. Inside a bin an order isn't seen. columns: numbers of the codecs that have codes to choose from.
StructuralZeros structural_zeros(const std::vector<Rule>& rules, const std::vector<ColumnCodec>& codecs,
                                 const std::vector<std::uint32_t>& columns);

/// The same by the columns' numbers among `columns`.
ImpossibleCells among_columns(const std::vector<ImpossiblePair>& pairs, const std::vector<std::uint32_t>& columns);

}  // namespace replica
