#include "engine/evaluation/privacy_measures.hpp"

#include "engine/error.hpp"
#include "engine/evaluation/attribute_inference.hpp"
#include "engine/evaluation/closest_records.hpp"
#include "engine/evaluation/linkability.hpp"
#include "engine/evaluation/membership.hpp"
#include "engine/evaluation/singling_out.hpp"

#include <string>
#include <utility>

namespace replica {
namespace {

void check_rows(const CodedSample& sample, const std::string& what) {
    if (sample.rows >= 2) return;
    throw InputError("Privacy can't be measured with " + std::to_string(sample.rows) + " " + what +
                     " rows: give two or more.");
}

void check_input(std::span<const ComparedColumn> columns, const ComparedRows& rows) {
    if (columns.empty())
        throw InputError("Privacy can't be measured without a column that real and synthetic rows have in common.");
    check_rows(rows.real, "real");
    check_rows(rows.holdout, "holdout");
    check_rows(rows.synthetic, "synthetic");
}

}  // namespace

PrivacyMeasures measure_privacy(std::span<const ComparedColumn> columns, const ComparedRows& rows,
                                const PrivacyLimits& limits, const Communicator& comm, int threads) {
    check_input(columns, rows);
    const PrivacyTask task{columns, rows, limits, comm, threads, code_values(columns, rows), code_coarsely(columns)};
    PrivacyMeasures result;
    result.holdout_origin = rows.holdout_origin;
    result.closest = measure_closest_records(task);
    result.membership = measure_membership(task);

    const AttackSides sides = attack_sides(task);
    std::vector<Attack> details;
    const auto add = [&](std::vector<Attack> attacks) {
        for (Attack& attack : attacks) (attack.detail.empty() ? result.attacks : details).push_back(std::move(attack));
    };
    add(attack_by_singling_out(task, sides));
    if (const auto linked = attack_by_linking(task, sides)) result.attacks.push_back(*linked);
    add(attack_by_inference(task, sides));
    result.attacks.insert(result.attacks.end(), details.begin(), details.end());
    return result;
}

}  // namespace replica
