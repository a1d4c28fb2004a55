#pragma once

#include "engine/column_codec.hpp"
#include "engine/copula_learning.hpp"
#include "engine/counting/placement.hpp"
#include "engine/missing_groups.hpp"
#include "engine/model.hpp"
#include "io/extract_passes.hpp"
#include "jobs/log.hpp"

#include <vector>

namespace replica {

/// What mode copula learns; on the root.
struct LearnedCopula {
    std::vector<Family> families;  ///< without parents: the marginals
    Copula copula;
};

/// Collective: the marginals and the copula of all columns that have something to learn. Pairs of the person tier are
/// counted once a person, others once a row, by the placement's ranks together; the same for every placement.
LearnedCopula learn_by_copula(EncodedExtract extract, const std::vector<ColumnCodec>& codecs,
                              const std::vector<MissingGroup>& groups, int threads, const Placement& placement,
                              Log& log);

/// Tells what learning it did.
void tell_copula(const CopulaFigures& figures, const Copula& copula, Log& log);

}  // namespace replica
