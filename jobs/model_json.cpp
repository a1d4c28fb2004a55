#include "engine/schema.hpp"
#include "io/privacy/statement_json.hpp"
#include "jobs/model_views.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace replica {
namespace {

using Json = nlohmann::ordered_json;

Json calendar_json(const CalendarModel& calendar) {
    Json json{{"weekday", calendar.weekday}, {"year_day", calendar.year_day}};
    if (!calendar.holidays.empty()) {
        json["holiday"] = calendar.holiday;
        if (calendar.holidays.rules != HolidayRules::none) {
            json["holidays"] = name_of(calendar.holidays.rules);
        } else {
            json["holidays"] = Json::array();
            for (const std::int64_t day : calendar.holidays.days) {
                std::string text;
                append_value(day, {.type = ValueType::date}, text);
                json["holidays"].push_back(text);
            }
        }
    }
    if (calendar.has_times()) {
        json["hours"] = calendar.hours;
        json["minutes"] = calendar.minutes;
        json["seconds"] = calendar.seconds;
    }
    return json;
}

Json column_json(const ColumnModel& column) {
    constexpr std::array<const char*, 6> encodings{"categorical", "binned", "presence", "interval", "sum", "derived"};
    Json json{{"name", column.name},
              {"role", name_of(column.role)},
              {"type", name_of(column.format.type)},
              {"encoding", encodings[static_cast<std::size_t>(column.encoding)]},
              {"codes", column.domain_size()},
              {"tier", column.tier == Tier::person ? "person" : "row"},
              {"pooled", column.has_pooled},
              {"missing", column.has_missing}};
    if (column.encoding == Encoding::categorical) {
        json["values"] = column.values;
        json["pools"] = Json::array();
        for (const ValuePool& pool : column.pools) json["pools"].push_back(pool.label);
    }
    if (column.encoding == Encoding::binned) {
        Json bins = Json::array();
        for (const std::int64_t low : column.bin_low) {
            std::string text;
            append_value(low, column.format, text);
            bins.push_back(text);
        }
        json["bin_low"] = bins;
    }
    if (column.calendar) json["calendar"] = calendar_json(*column.calendar);
    if (!column.zones.empty()) json["zones"] = column.zones;
    if (column.encoding == Encoding::interval) json["interval_low"] = column.bin_low;
    if (column.relation) json["rules"] = column.relation->rules;
    return json;
}

Json family_json(const Model& model, const Family& family) {
    Json parents = Json::array();
    for (const std::uint32_t parent : family.parents) parents.push_back(model.columns[parent].name);
    return {{"child", model.columns[family.child].name},
            {"parents", parents},
            {"score_nats", family.score},
            {"configurations", family.configurations.size()},
            {"cells", family.codes.size()}};
}

}  // namespace

std::string model_json(const Model& model) {
    constexpr std::array<const char*, 4> modes{"random", "independent", "correlated", "copula"};
    Json json{{"mode", modes[static_cast<std::size_t>(model.mode)]},
              {"version", model.provenance.version},
              {"rows", model.provenance.rows},
              {"degree", model.provenance.degree},
              {"score", model.provenance.score},
              {"sensitive", model.provenance.sensitive},
              {"options", model.provenance.options}};
    if (model.privacy) json["privacy"] = Json::parse(statement_text(*model.privacy));
    json["columns"] = Json::array();
    for (const ColumnModel& column : model.columns) json["columns"].push_back(column_json(column));
    json["network"] = Json::array();
    for (const Family& family : model.families) json["network"].push_back(family_json(model, family));
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace replica
