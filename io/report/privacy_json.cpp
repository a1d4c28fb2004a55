#include "io/report/privacy_json.hpp"

#include <nlohmann/json.hpp>

namespace replica {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Proportion& proportion) { return {{"hits", proportion.hits}, {"trials", proportion.trials}}; }

Json json_of(const CopyCounts& copies) {
    return {{"unique_real", copies.unique_real},        {"copied", copies.copied},
            {"unique_holdout", copies.unique_holdout},  {"copied_holdout", copies.copied_holdout},
            {"copied_in_part", copies.copied_in_part},  {"synthetic_rows", copies.synthetic_rows},
            {"synthetic_equal", copies.synthetic_equal}};
}

Json json_of(const SharedIdentifiers& shared) {
    return {{"column", shared.column},
            {"synthetic", shared.synthetic},
            {"shared", shared.shared},
            {"by_chance", shared.by_chance}};
}

Json json_of(const DistanceQuantiles& quantiles) {
    return {{"share_zero", quantiles.share_zero},
            {"p05", quantiles.p05},
            {"p25", quantiles.p25},
            {"p50", quantiles.p50},
            {"p75", quantiles.p75}};
}

Json json_of(const ClosestRecords& closest) {
    return {{"rows", closest.rows},
            {"candidates", closest.candidates},
            {"synthetic", json_of(closest.synthetic)},
            {"holdout", json_of(closest.holdout)},
            {"ratio_synthetic", closest.ratio_synthetic},
            {"ratio_holdout", closest.ratio_holdout},
            {"closer_to_real", json_of(closest.closer_to_real)},
            {"closer_low", closest.closer_interval.low},
            {"closer_high", closest.closer_interval.high},
            {"closer_candidates", closest.closer_candidates}};
}

Json json_of(const Membership& membership) {
    return {{"auc", membership.auc},
            {"low", membership.auc_interval.low},
            {"high", membership.auc_interval.high},
            {"hits_at_low_rate", membership.hits_at_low_rate},
            {"members", membership.members},
            {"others", membership.others}};
}

Json json_of(const Attack& attack) {
    return {
        {"name", attack.name},
        {"detail", attack.detail},
        {"attack", json_of(attack.attack)},
        {"control", json_of(attack.control)},
        {"won", {{"value", attack.won.value}, {"low", attack.won.interval.low}, {"high", attack.won.interval.high}}}};
}

Json json_of(const SmallCells& cells) {
    return {{"ways", cells.ways}, {"synthetic", cells.synthetic}, {"both", cells.both}, {"by_chance", cells.by_chance}};
}

template <typename Value>
Json list_of(const std::vector<Value>& values) {
    Json list = Json::array();
    for (const Value& value : values) list.push_back(json_of(value));
    return list;
}

}  // namespace

std::string privacy_json(const PrivacyMeasures& privacy) {
    const Json json{{"holdout", privacy.holdout_origin == HoldoutOrigin::given ? "given" : "split"},
                    {"copies", json_of(privacy.copies)},
                    {"identifiers", list_of(privacy.identifiers)},
                    {"closest", json_of(privacy.closest)},
                    {"membership", json_of(privacy.membership)},
                    {"attacks", list_of(privacy.attacks)},
                    {"small_cells", list_of(privacy.small_cells)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace replica
