#pragma once

#include "engine/encoding_plan.hpp"
#include "io/row_check.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

namespace replica {

/// Tells of each column and rule how many rows are treated as missing, the first of them and what to do, and notes the
/// numbers in `plan`. With BadInput::refuse throws the InputError of the first row in the extract instead.
void settle_rejected_rows(const RowCheck& check, BadInput bad_input, EncodingPlan& plan, Log& log);

}  // namespace replica
