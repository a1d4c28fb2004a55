#pragma once

#include "engine/given_text.hpp"
#include "engine/model.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace replica {

struct ConditioningOptions {
    std::uint64_t max_cells = std::uint64_t{1} << 22U;  ///< of a table; beyond it rows are drawn by rejection
};

/// How a model came to satisfy its conditions.
struct Conditioned {
    GivenBy by = GivenBy::tables;
    std::optional<double> share;  ///< of the rows that the model makes without the conditions, by the number of rows;
                                  ///< estimated from drawn rows where by is rejection; nothing where it isn't known
};

/// Makes every row of `model` satisfy `conditions`, with the distribution that such rows have among all it would make.
///
/// Exactly, by new families (variable_elimination.hpp), wherever tables of max_cells suffice. Where persons are drawn
/// before their rows, a person is as likely as a row of his is to satisfy the conditions, and then each of his rows
/// does: so rows are distributed as if those that don't satisfy them were left out. Else Model::given_by is set to
/// rejection, as it is where a column that is given, or one that it hangs on, may be missing in single rows of a person
/// (ColumnModel::missing_rows), which is no table of the network.
///
/// Throws InputError where a condition names what can't be (narrow), where no row satisfies all, and where so few do
/// that rejection would take too long.
Conditioned condition(Model& model, const std::vector<Condition>& conditions, const ConditioningOptions& options = {});

}  // namespace replica
