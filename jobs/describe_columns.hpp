#pragma once

#include "engine/encoding_plan.hpp"
#include "io/extract_source.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

#include <vector>

namespace replica {

/// What an extract's columns are, and how they become codes.
struct DescribedColumns {
    ColumnKnowledge knowledge;
    EncodingPlan plan;
    std::vector<ColumnCodec> codecs;
};

/// Collective: all passes over the extract but the one that encodes it. Tells of rows with values that are treated as
/// missing, or refuses them.
DescribedColumns describe_columns(ExtractSource& source, const InputOptions& options, int threads,
                                  const Communicator& world, Log& log);

}  // namespace replica
