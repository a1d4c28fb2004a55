#include "io/deidentify/record_text.hpp"

#include <sstream>

#include <nlohmann/json.hpp>

namespace replica {
namespace {

using Json = nlohmann::ordered_json;

std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

template <typename Number>
std::string numbers(const std::vector<Number>& values) {
    std::ostringstream text;
    for (const Number value : values) text << (text.tellp() > 0 ? ", " : "") << value;
    return text.str();
}

// What a rule does, beside its name and columns.
std::string details(const DeidentifyRule& rule) {
    std::ostringstream text;
    switch (rule.treatment) {
        case Treatment::keep: text << "rows with " << list(rule.values) << " stay"; break;
        case Treatment::brackets: text << "ranges from " << numbers(rule.lower); break;
        case Treatment::top: text << "above " << rule.limit << " is " << rule.label; break;
        case Treatment::bottom: text << "below " << rule.limit << " is " << rule.label; break;
        case Treatment::shift:
            text << "days of a " << rule.person << " move together by 1 to " << rule.days
                 << "; not enough for Safe Harbor, which lets no dates but years be";
            break;
        case Treatment::truncate: text << "to the " << (rule.to_year ? "year" : "month"); break;
        case Treatment::zip3: text << "three digits, 000 in " << rule.small_areas.size() << " small areas"; break;
        case Treatment::hours: text << "ranges of hours from " << numbers(rule.hours); break;
        case Treatment::lookup: text << "by " << rule.table_path; break;
        case Treatment::pseudonym: text << "keyed hash; whoever has the key can find out whose a pseudonym is"; break;
        case Treatment::round: text << "to multiples of " << rule.step; break;
        case Treatment::generalise: text << "to group " << rule.level << " of its hierarchy"; break;
        case Treatment::small_cells:
            text << "combinations of fewer than " << rule.k << " rows are "
                 << (rule.small_cells == SmallCells::suppress ? "left out" : "made missing");
            break;
        case Treatment::drop: break;
    }
    return text.str();
}

}  // namespace

std::string record_json(const std::vector<DeidentifyRule>& rules, const DeidentifyRecord& record,
                        const std::vector<std::string>& warnings) {
    Json list_of_rules = Json::array();
    for (std::size_t r = 0; r < rules.size(); ++r) {
        Json json{{"treatment", std::string(name_of(rules[r].treatment))}, {"columns", rules[r].columns}};
        if (!rules[r].as.empty()) json["as"] = rules[r].as;
        json["details"] = details(rules[r]);
        json["values_changed"] = record.rules[r].changed;
        json["values_made_missing"] = record.rules[r].made_missing;
        json["rows_left_out"] = record.rules[r].rows_left_out;
        json["rows_blanked"] = record.rules[r].rows_blanked;
        list_of_rules.push_back(std::move(json));
    }
    const Json json{{"rows_read", record.rows_read},
                    {"rows_written", record.rows_written},
                    {"rules", list_of_rules},
                    {"warnings", warnings}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string record_page(const std::vector<DeidentifyRule>& rules, const DeidentifyRecord& record,
                        const std::vector<std::string>& warnings) {
    std::ostringstream out;
    out << "de-identified: " << record.rows_written << " of " << record.rows_read << " rows\n\n";
    for (std::size_t r = 0; r < rules.size(); ++r) {
        const RuleRecord& done = record.rules[r];
        out << name_of(rules[r].treatment) << " " << list(rules[r].columns);
        if (!rules[r].as.empty()) out << " as " << rules[r].as;
        if (const std::string text = details(rules[r]); !text.empty()) out << ": " << text;
        out << "\n";
        if (done.changed > 0) out << "  values changed       " << done.changed << "\n";
        if (done.made_missing > 0)
            out << "  values made missing  " << done.made_missing << ", which could not be read\n";
        if (done.rows_left_out > 0) out << "  rows left out        " << done.rows_left_out << "\n";
        if (done.rows_blanked > 0) out << "  rows blanked         " << done.rows_blanked << "\n";
    }
    if (!warnings.empty()) out << "\nleft as they are\n";
    for (const std::string& warning : warnings) out << "  " << warning << "\n";
    return out.str();
}

}  // namespace replica
