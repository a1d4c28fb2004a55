#include "engine/planning/rate_fit.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

double bounded(double value, double around) {
    constexpr double most = 4;
    return std::clamp(value, around / most, around * most);
}

/// Measured over predicted seconds of a phase.
double ratio_of(const char* phase, const PlannedJob& measured, const PlannedJob& predicted) {
    constexpr double least_seconds = 0.005;
    constexpr double most = 10;
    const auto seconds = [&](const PlannedJob& job) {
        for (const PlannedPhase& one : job.phases)
            if (one.name == phase) return one.seconds();
        return 0.0;
    };
    const double took = seconds(measured);
    const double expected = seconds(predicted);
    if (took < least_seconds || expected <= 0) return 1;
    return std::clamp(took / expected, 1 / most, most);
}

}  // namespace

ValueRates fit_values(ValueSample short_texts, ValueSample long_texts, ValueSample numbers) {
    ValueRates rates;
    const double bytes = long_texts.bytes - short_texts.bytes;
    // However noisy, bytes can't have taken more than the whole of a value.
    const double most =
        std::min(short_texts.ns / std::max(1.0, short_texts.bytes), numbers.ns / std::max(1.0, numbers.bytes));
    if (bytes > 0) rates.byte_ns = std::clamp((long_texts.ns - short_texts.ns) / bytes, 0.0, most);
    rates.category_ns = std::max(0.0, short_texts.ns - rates.byte_ns * short_texts.bytes);
    rates.number_ns = std::max(0.0, numbers.ns - rates.byte_ns * numbers.bytes);
    return rates;
}

double fit_gain(double alone, double together, double shared) {
    if (together <= 0) return shared;
    return std::clamp(shared * alone / together, 0.05, 1.0);
}

void fit_counting(CountingSample many_rows, CountingSample many_sets, PlanRates& rates) {
    const double determinant = many_rows.blocks_ns * many_sets.sets - many_sets.blocks_ns * many_rows.sets;
    if (std::abs(determinant) < 1) return;
    const double factor = (many_rows.ns * many_sets.sets - many_sets.ns * many_rows.sets) / determinant;
    rates.counting_factor = bounded(factor, rates.counting_factor);
    const double present = rates.set_ns + rates.serial_set_ns;
    const double left = many_sets.ns - rates.counting_factor * many_sets.blocks_ns;
    const double scale = bounded(left / std::max(1.0, many_sets.sets), present) / present;
    rates.set_ns *= scale;
    rates.serial_set_ns *= scale;
}

void fit_evaluation(const PlannedJob& measured, const PlannedJob& predicted, EvaluationRates& rates) {
    const double joint = ratio_of("joint tables", measured, predicted);
    rates.joint_factor *= joint;
    rates.joint_set_ns *= joint;
    rates.copy_value_ns *= ratio_of("copies", measured, predicted);
    rates.pair_row_ns *= ratio_of("rows", measured, predicted);
    const double use = ratio_of("use", measured, predicted);
    rates.use_column_ns *= use;
    rates.use_value_ns *= use;
    const double attacks = ratio_of("privacy", measured, predicted);
    rates.attack_row_ns *= attacks;
    rates.attack_value_ns *= attacks;
}

}  // namespace replica
