#include "io/report/metrics_json.hpp"

#include "io/report/privacy_json.hpp"

#include <string_view>

#include <nlohmann/json.hpp>

namespace replica {
namespace {

using Json = nlohmann::ordered_json;

std::string_view name_of(ComparedKind kind) {
    switch (kind) {
        case ComparedKind::number: return "number";
        case ComparedKind::date: return "date";
        case ComparedKind::datetime: return "datetime";
        case ComparedKind::category: return "category";
    }
    return "";
}

Json json_of(const Fidelity& fidelity) {
    return {{"value", fidelity.value}, {"second_sample", fidelity.second_sample}, {"useless", fidelity.useless}};
}

Json json_of(const EvaluatedTable& table) { return {{"name", table.name}, {"rows", table.rows}}; }

Json json_of(const ColumnMeasures& column) {
    return {{"name", column.name},
            {"kind", name_of(column.kind)},
            {"tvd", json_of(column.tvd)},
            {"ks", json_of(column.ks)},
            {"missing_real", column.missing_real},
            {"missing_synthetic", column.missing_synthetic},
            {"distinct_real", column.distinct_real},
            {"distinct_synthetic", column.distinct_synthetic},
            {"outside", column.outside},
            {"from_sampled_values", column.from_sampled_values}};
}

Json json_of(const MarginalMeasures& marginal) {
    return {{"ways", marginal.ways},
            {"tables", marginal.tables},
            {"tvd", json_of(marginal.tvd)},
            {"k_marginal_score", MarginalMeasures::score(marginal.tvd.value)}};
}

Json json_of(const PairMeasures& pairs) {
    return {{"mutual_information", json_of(pairs.mutual_information)},
            {"spearman", json_of(pairs.spearman)},
            {"spearman_rows_real", pairs.spearman_rows_real},
            {"spearman_rows_synthetic", pairs.spearman_rows_synthetic}};
}

Json json_of(const TimeProfile& profile) {
    return {{"column", profile.column}, {"over", profile.over}, {"tvd", json_of(profile.tvd)}};
}

Json json_of(const MissingMeasures& missing) {
    return {{"tvd", json_of(missing.tvd)},
            {"patterns_real", missing.patterns_real},
            {"patterns_synthetic", missing.patterns_synthetic},
            {"rows_real", missing.rows_real},
            {"rows_synthetic", missing.rows_synthetic}};
}

Json json_of(const ValidityCheck& check) {
    return {{"what", check.what}, {"rows", check.rows}, {"failing", check.failing}};
}

Json json_of(const PropensityMeasures& propensity) {
    return {{"pmse", propensity.pmse},
            {"pmse_expected", propensity.pmse_expected},
            {"ratio", propensity.ratio},
            {"auc", propensity.auc},
            {"rows_real", propensity.rows_real},
            {"rows_synthetic", propensity.rows_synthetic},
            {"parameters", propensity.parameters}};
}

Json json_of(const Interval& interval) { return {{"low", interval.low}, {"high", interval.high}}; }

Json json_of(const PredictionQuality& quality) {
    return {{"auc", quality.auc},
            {"auc_interval", json_of(quality.auc_interval)},
            {"brier", quality.brier},
            {"calibration_slope", quality.calibration_slope},
            {"calibration_intercept", quality.calibration_intercept}};
}

Json json_of(const CoefficientPair& coefficient) {
    return {{"feature", coefficient.feature},
            {"real", coefficient.real},
            {"real_interval", json_of(coefficient.real_interval)},
            {"synthetic", coefficient.synthetic},
            {"synthetic_interval", json_of(coefficient.synthetic_interval)}};
}

template <typename Value>
Json list_of(const std::vector<Value>& values) {
    Json list = Json::array();
    for (const Value& value : values) list.push_back(json_of(value));
    return list;
}

Json json_of(const UseMeasures& use) {
    return {{"target", use.target},
            {"why", use.why},
            {"test_rows", use.test_rows},
            {"test_share", use.test_share},
            {"real_rows", use.real_rows},
            {"synthetic_rows", use.synthetic_rows},
            {"real", json_of(use.real)},
            {"synthetic", json_of(use.synthetic)},
            {"coefficients_overlap", use.coefficients_overlap},
            {"coefficients", list_of(use.coefficients)}};
}

Json json_of(const ModelFacts& model) {
    Json json{{"mode", model.mode}, {"degree", model.degree}, {"version", model.version}, {"rows", model.rows}};
    if (model.privacy) {
        json["epsilon"] = model.privacy->epsilon;
        json["delta"] = model.privacy->delta;
        json["unit"] = model.privacy->unit;
        json["is_private"] = model.privacy->not_private.empty();
    }
    return json;
}

void add_tables(const Evaluation& evaluation, Json& json) {
    json["synthetic"] = json_of(evaluation.synthetic);
    if (evaluation.real) {
        json["real"] = json_of(*evaluation.real);
        json["real_is_specification"] = evaluation.real_is_specification;
    }
    if (evaluation.holdout) json["holdout"] = json_of(*evaluation.holdout);
    json["min_count"] = evaluation.min_count;
    json["remarks"] = evaluation.remarks;
}

}  // namespace

std::string metrics_json(const Evaluation& evaluation) {
    Json json{{"format", metrics_format}, {"version", evaluation.version}};
    add_tables(evaluation, json);
    json["columns"] = list_of(evaluation.columns);
    json["left_out"] = evaluation.left_out;
    if (!evaluation.marginals.empty()) json["marginals"] = list_of(evaluation.marginals);
    if (evaluation.pairs) json["pairs"] = json_of(*evaluation.pairs);
    if (!evaluation.times.empty()) json["times"] = list_of(evaluation.times);
    if (evaluation.missing) json["missing"] = json_of(*evaluation.missing);
    if (!evaluation.validity.empty()) json["validity"] = list_of(evaluation.validity);
    if (evaluation.propensity) json["propensity"] = json_of(*evaluation.propensity);
    if (evaluation.use) json["use"] = json_of(*evaluation.use);
    if (evaluation.privacy) json["privacy"] = Json::parse(privacy_json(*evaluation.privacy));
    if (evaluation.model) json["model"] = json_of(*evaluation.model);
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace replica
