#pragma once

#include "engine/evaluation/evaluation.hpp"
#include "jobs/evaluated_tables.hpp"

#include <vector>

namespace replica {

/// Collective: what should hold of every synthetic row: the schema's ranges, values and rules, where there is one, and
/// that identifiers which are unique in the real table, or by the schema, are so.
std::vector<ValidityCheck> check_validity(const EvaluateOptions& options, const Comparison& comparison,
                                          EvaluatedTables& tables, int threads, const Communicator& world);

}  // namespace replica
