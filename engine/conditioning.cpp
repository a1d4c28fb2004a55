#include "engine/conditioning.hpp"

#include "engine/error.hpp"
#include "engine/evidence.hpp"
#include "engine/network_check.hpp"
#include "engine/person_tier.hpp"
#include "engine/random_tables.hpp"
#include "engine/rejection.hpp"
#include "engine/variable_elimination.hpp"

#include <algorithm>
#include <utility>

namespace replica {
namespace {

bool allows_missing(const CodeEvidence& evidence, const ColumnModel& column) {
    const auto missing = column.missing_code();
    return missing && evidence.likelihood[*missing] > 0;
}

bool allows_values(const CodeEvidence& evidence, const ColumnModel& column) {
    for (std::uint32_t code = 0; code < evidence.likelihood.size(); ++code)
        if (evidence.likelihood[code] > 0 && column.missing_code() != code) return true;
    return false;
}

// What evidence on rows says of persons, where single rows of a person may lack what he has; false where it depends on
// both whether the row lacks it and what he has.
bool carry_to_persons(CodeEvidence& evidence, ColumnModel& column) {
    if (column.missing_rows == 0) return true;
    const double missing = static_cast<double>(column.missing_rows) / static_cast<double>(column.value_rows);
    if (!allows_missing(evidence, column)) {
        for (double& likelihood : evidence.likelihood) likelihood *= 1 - missing;
        column.missing_rows = 0;
        return true;
    }
    if (allows_values(evidence, column)) return false;
    for (std::uint32_t code = 0; code < evidence.likelihood.size(); ++code)
        if (column.missing_code() != code) evidence.likelihood[code] = missing;
    column.missing_rows = column.value_rows;
    return true;
}

// A table of the row tier sees a person's column as it is in the row, where it may be missing for no reason that the
// network knows.
bool hides_columns(const Model& model, const std::vector<bool>& involved) {
    for (const Family& family : model.families) {
        if (!involved[family.child] || model.columns[family.child].tier == Tier::person) continue;
        for (const std::uint32_t parent : family.parents)
            if (model.columns[parent].tier == Tier::person && model.columns[parent].missing_rows > 0) return true;
    }
    return false;
}

// The share of rows, from that of persons each of whom counts as a row.
std::optional<double> share_of_rows(const Model& model, std::vector<CodeEvidence> evidence, double share_of_persons,
                                    std::uint64_t max_cells) {
    const auto size = size_column(model);
    if (!size) return share_of_persons;
    const CodeEvidence weights = weigh_by_rows(model.columns[*size], *size);
    const auto all = eliminate(model, std::span(&weights, 1), max_cells);
    evidence.push_back(weights);
    const auto given = eliminate(model, evidence, max_cells);
    if (!all || !given || all->mass == 0) return std::nullopt;
    return given->mass / all->mass;
}

std::optional<Conditioned> condition_exactly(Model& model, const std::vector<CodeEvidence>& given,
                                             const ConditioningOptions& options) {
    Model changed = model;
    std::vector<CodeEvidence> evidence = given;
    for (CodeEvidence& of_column : evidence)
        if (!carry_to_persons(of_column, changed.columns[of_column.column])) return std::nullopt;
    const std::vector<bool> involved = ancestors_of(changed, evidence);
    if (hides_columns(changed, involved)) return std::nullopt;
    auto eliminated = eliminate(changed, evidence, options.max_cells);
    if (!eliminated) return std::nullopt;
    Conditioned result{GivenBy::tables, 0.0};
    if (eliminated->mass == 0) return result;
    result.share = share_of_rows(changed, std::move(evidence), eliminated->mass, options.max_cells);
    for (Family& family : changed.families)
        if (!involved[family.child]) eliminated->families.push_back(std::move(family));
    changed.families = std::move(eliminated->families);
    model = std::move(changed);
    return result;
}

Conditioned condition_by_rejection(Model& model) {
    Conditioned result{GivenBy::rejection, accepted_share(model)};
    model.given_by = GivenBy::rejection;
    return result;
}

}  // namespace

Conditioned condition(Model& model, const std::vector<Condition>& conditions, const ConditioningOptions& options) {
    tabulate_random_mode(model);
    check_network(model);
    model.given = narrow(model, conditions);
    const auto exact = condition_exactly(model, model.given, options);
    if (!exact) return condition_by_rejection(model);
    if (exact->share == 0.0)
        throw InputError(
            "no row of this model satisfies --given: what it asks for never occurs together; ask for less");
    return *exact;
}

}  // namespace replica
