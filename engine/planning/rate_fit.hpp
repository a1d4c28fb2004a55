#pragma once

#include "engine/planning/plan_rates.hpp"
#include "engine/planning/planned_work.hpp"

namespace replica {

// From measured seconds to rates.

/// What a value took in a pass over columns of one kind.
struct ValueSample {
    double ns = 0;
    double bytes = 0;  ///< of its text, separator included
};

/// Three equations for three rates: short and long categories differ in bytes alone. Rates are not below 0.
ValueRates fit_values(ValueSample short_texts, ValueSample long_texts, ValueSample numbers);

/// A gain, 0.05 to 1: `shared`, the part of the work that cores can share, less what each is slowed down by the others,
/// from the processor seconds of one thread and of several together.
double fit_gain(double alone, double together, double shared);

/// A counting that was measured: what its blocks' costs add up to, its sets, and the nanoseconds it took on one core.
struct CountingSample {
    double blocks_ns = 0;
    double sets = 0;
    double ns = 0;
};

/// Sets rates.counting_factor by a counting of many rows, and set_ns and serial_set_ns, in their present proportion, by
/// one of few rows and many sets: ns = counting_factor · blocks_ns + (set_ns + serial_set_ns) · sets. Not below a
/// quarter, nor above four times, what they are.
void fit_counting(CountingSample many_rows, CountingSample many_sets, PlanRates& rates);

/// Scales the rates of an evaluation's phases by what was measured over what they predict, phase by phase of the same
/// name; phases that took next to nothing say nothing.
void fit_evaluation(const PlannedJob& measured, const PlannedJob& predicted, EvaluationRates& rates);

}  // namespace replica
