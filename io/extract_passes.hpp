#pragma once

#include "engine/counting/placement.hpp"
#include "engine/encoded_table.hpp"
#include "engine/encoding_plan.hpp"
#include "io/csv/csv_scan.hpp"

#include <optional>
#include <vector>

namespace replica {

/// Collective: first pass, the profile of every column over all ranks' rows, the same on every rank.
std::vector<ColumnProfile> profile_columns(CsvSource& source, const Communicator& comm, int threads);

/// Collective: second pass, the surveys of those columns that need one; no pass where none does.
std::vector<std::optional<ValueSurvey>> survey_columns(CsvSource& source, const EncodingPlan& plan,
                                                       const EncodingOptions& options, const Communicator& comm,
                                                       int threads);

/// Collective: last pass, all rows encoded; the table of each rank's row part.
EncodedTable encode_columns(CsvSource& source, const EncodingPlan& plan, const std::vector<ColumnCodec>& codecs,
                            const Placement& placement, int threads);

}  // namespace replica
