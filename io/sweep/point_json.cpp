#include "io/sweep/point_json.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace replica {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format = "replica sweep point 1";

Json number_or_null(double value) { return std::isnan(value) ? Json(nullptr) : Json(value); }
double number_of(const Json& json) { return json.is_null() ? no_figure : json.get<double>(); }

Json json_of(const JobSeconds& job) {
    Json phases = Json::array();
    for (const PhaseSeconds& phase : job.phases) phases.push_back({{"name", phase.name}, {"seconds", phase.seconds}});
    return {{"seconds", number_or_null(job.seconds)}, {"phases", phases}};
}

JobSeconds job_of(const Json& json) {
    JobSeconds job{number_of(json.at("seconds")), {}};
    for (const Json& phase : json.at("phases")) job.phases.push_back({phase.at("name"), phase.at("seconds")});
    return job;
}

Json coordinates(const SweepPoint& point, const SweepGrid& grid) {
    return {{"extract", grid.extracts[point.extract]},
            {"degree", point.degree},
            {"rows", point.rows},
            {"columns", point.columns},
            {"missing", point.missing},
            {"epsilon", point.epsilon},
            {"ranks", point.ranks},
            {"threads", point.threads},
            {"store", name_of(point.store)}};
}

Json json_of(const PointFigures& figures) {
    Json marginals = Json::array();
    for (const MarginalMeasures& marginal : figures.marginals) {
        marginals.push_back({{"ways", marginal.ways},
                             {"tables", marginal.tables},
                             {"tvd", number_or_null(marginal.tvd.value)},
                             {"second_sample", number_or_null(marginal.tvd.second_sample)},
                             {"useless", number_or_null(marginal.tvd.useless)}});
    }
    return {{"rows", figures.rows},
            {"columns", figures.columns},
            {"synthetic_rows", figures.synthetic_rows},
            {"ranks", figures.ranks},
            {"threads", figures.threads},
            {"describe", json_of(figures.describe)},
            {"generate", json_of(figures.generate)},
            {"evaluate", json_of(figures.evaluate)},
            {"cpu_seconds", figures.cpu_seconds},
            {"peak_memory_bytes", figures.peak_memory},
            {"peak_memory_is_own", figures.peak_is_own},
            {"payload_bytes", figures.payload_bytes},
            {"marginals", marginals}};
}

PointFigures figures_of(const Json& json) {
    PointFigures figures;
    figures.rows = json.at("rows");
    figures.columns = json.at("columns");
    figures.synthetic_rows = json.at("synthetic_rows");
    figures.ranks = json.at("ranks");
    figures.threads = json.at("threads");
    figures.describe = job_of(json.at("describe"));
    figures.generate = job_of(json.at("generate"));
    figures.evaluate = job_of(json.at("evaluate"));
    figures.cpu_seconds = json.at("cpu_seconds");
    figures.peak_memory = json.at("peak_memory_bytes");
    figures.peak_is_own = json.at("peak_memory_is_own");
    figures.payload_bytes = json.at("payload_bytes");
    for (const Json& marginal : json.at("marginals")) {
        MarginalMeasures measures;
        measures.ways = marginal.at("ways");
        measures.tables = marginal.at("tables");
        measures.tvd = {number_of(marginal.at("tvd")), number_of(marginal.at("second_sample")),
                        number_of(marginal.at("useless"))};
        figures.marginals.push_back(measures);
    }
    return figures;
}

}  // namespace

std::string point_json(const PointResult& result, const SweepGrid& grid, const std::string& identity) {
    const Json json{{"format", format},
                    {"identity", identity},
                    {"point", result.point.index + 1},
                    {"coordinates", coordinates(result.point, grid)},
                    {"figures", json_of(result.figures)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<PointFigures> figures_in(const std::string& json, const std::string& identity) {
    try {
        const Json parsed = Json::parse(json);
        if (parsed.at("format") != format || parsed.at("identity") != identity) return std::nullopt;
        return figures_of(parsed.at("figures"));
    } catch (const Json::exception&) {
        return std::nullopt;  // damaged: it is measured again
    }
}

}  // namespace replica
