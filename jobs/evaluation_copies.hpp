#pragma once

#include "engine/evaluation/copied_rows.hpp"
#include "engine/mpi/communicator.hpp"
#include "jobs/evaluated_tables.hpp"

#include <span>
#include <vector>

namespace replica {

/// Collective: hashes of this rank's rows of all tables, with halves of the real ones where no holdout was given, and
/// so many synthetic ones.
OwnRows hash_tables(EvaluatedTables& tables, const Comparison& comparison, std::span<const ComparedCoder> coders,
                    int threads, const Communicator& world);

/// Values of identifiers that both tables have.
std::vector<SharedIdentifiers> identifiers_of(const EvaluatedTables& tables, const Comparison& comparison);

}  // namespace replica
