#pragma once

#include "engine/evaluation/privacy_task.hpp"

namespace replica {

/// Collective: how close synthetic rows are to real ones, and how close holdout rows are. Both among the same real
/// rows; whether synthetic rows are closer to real than to holdout rows is asked among equally many of both.
ClosestRecords measure_closest_records(const PrivacyTask& task);

}  // namespace replica
