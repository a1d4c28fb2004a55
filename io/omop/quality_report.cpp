#include "io/omop/quality_report.hpp"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

namespace replica {
namespace {

std::string place_of(const QualityCheck& check) {
    return check.column.empty() ? check.table : check.table + "." + check.column;
}

std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed: return "passed";
        case Verdict::warning: return "warning";
        case Verdict::error: return "error";
    }
    return "";
}

std::string lines_of(const std::vector<QualityCheck>& checks, Verdict verdict, const std::string& title) {
    std::string text;
    std::size_t width = 0;
    for (const QualityCheck& check : checks)
        if (check.verdict == verdict) width = std::max(width, place_of(check).size());
    for (const QualityCheck& check : checks) {
        if (check.verdict != verdict) continue;
        std::string place = place_of(check);
        place.resize(width, ' ');
        text += "  " + place + "  " + check.sentence + " (" + std::string(name_of(check.kind)) + ")\n";
    }
    return text.empty() ? "" : title + "\n" + text;
}

}  // namespace

std::size_t count_checks(const std::vector<QualityCheck>& checks, Verdict verdict) {
    return static_cast<std::size_t>(
        std::count_if(checks.begin(), checks.end(), [&](const auto& check) { return check.verdict == verdict; }));
}

std::string quality_text(const OmopSource& source, const std::vector<QualityCheck>& checks) {
    std::string text = "OMOP Common Data Model " + source.version->name + ", " +
                       std::to_string(std::count_if(source.tables.begin(), source.tables.end(),
                                                    [](const auto& table) { return table.cdm != nullptr; })) +
                       " tables\n";
    text += lines_of(checks, Verdict::error, "Errors");
    text += lines_of(checks, Verdict::warning, "Warnings");
    text += std::to_string(checks.size()) + " checks: " + std::to_string(count_checks(checks, Verdict::error)) +
            " errors, " + std::to_string(count_checks(checks, Verdict::warning)) + " warnings, " +
            std::to_string(count_checks(checks, Verdict::passed)) + " passed\n";
    return text;
}

std::string quality_json(const OmopSource& source, const std::vector<QualityCheck>& checks) {
    nlohmann::ordered_json json;
    json["cdm_version"] = source.version->name;
    json["errors"] = count_checks(checks, Verdict::error);
    json["warnings"] = count_checks(checks, Verdict::warning);
    json["passed"] = count_checks(checks, Verdict::passed);
    json["checks"] = nlohmann::ordered_json::array();
    for (const QualityCheck& check : checks) {
        nlohmann::ordered_json entry{{"check", name_of(check.kind)}, {"table", check.table}};
        if (!check.column.empty()) entry["column"] = check.column;
        entry["rows"] = check.rows;
        entry["failed"] = check.failed;
        entry["verdict"] = verdict_name(check.verdict);
        if (!check.sentence.empty()) entry["sentence"] = check.sentence;
        json["checks"].push_back(std::move(entry));
    }
    return json.dump(2) + "\n";
}

}  // namespace replica
