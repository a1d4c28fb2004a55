#pragma once

#include "engine/column_codec.hpp"
#include "engine/counting/counting_plan.hpp"
#include "engine/network_learning.hpp"
#include "io/extract_passes.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

#include <cstdint>
#include <vector>

namespace replica {

Mode mode_named(const std::string& name);
ScoreKind score_named(const std::string& name);

/// The columns that a model's families are of: those that stay and have more than one code.
std::vector<std::uint32_t> modelled_columns(const std::vector<ColumnCodec>& codecs);
/// Those of one tier.
std::vector<std::uint32_t> modelled_columns(const std::vector<ColumnCodec>& codecs, Tier tier);

/// Collective: how `rows` rows of these columns are counted, told to the log. Throws InputError on all ranks where that
/// can't be done in the memory or the time there is.
CountingPlan plan_describe(const DescribeOptions& options, const std::vector<ColumnCodec>& codecs, std::uint64_t rows,
                           int threads, const Communicator& world, Log& log);

/// Collective: learns the families, with what the folder --work remembers, if one was named.
std::vector<Family> learn_families(const DescribeOptions& options, EncodedExtract extract,
                                   const std::vector<ColumnCodec>& codecs, const CountingPlan& plan, int threads,
                                   const Placement& placement, Log& log);

}  // namespace replica
