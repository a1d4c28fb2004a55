#pragma once

#include "engine/counting/placement.hpp"
#include "engine/encoded_table.hpp"
#include "engine/encoding_plan.hpp"
#include "engine/person_table.hpp"
#include "io/extract_scan.hpp"

#include <optional>
#include <span>
#include <vector>

namespace replica {

/// Collective: first pass, the profile of every column, then of every derived one, over all ranks' rows, the same on
/// every rank.
std::vector<ColumnProfile> profile_columns(ExtractSource& source, std::span<const DerivedColumn> derived,
                                           const Communicator& comm, int threads);

/// Collective: second pass, the surveys of those columns that need one, and how constant all are within persons; no
/// pass where nothing needs one.
ColumnSurveys survey_columns(ExtractSource& source, const EncodingPlan& plan, const EncodingOptions& options,
                             const Communicator& comm, int threads);

/// Collective: the same for the intervals that plan.related speaks of (see plan_intervals).
std::vector<std::optional<ValueSurvey>> survey_intervals(ExtractSource& source, const EncodingPlan& plan,
                                                         const EncodingPlan& intervals, const EncodingOptions& options,
                                                         const Communicator& comm, int threads);

/// The rows of an extract as codes, a column a codec.
struct EncodedExtract {
    EncodedTable rows;    ///< of this rank's row part
    PersonTable persons;  ///< where there is a person tier
};

/// Collective: last pass, all rows encoded; the tables of each rank's row part.
EncodedExtract encode_columns(ExtractSource& source, const EncodingPlan& plan, const std::vector<ColumnCodec>& codecs,
                              const Placement& placement, int threads);

}  // namespace replica
