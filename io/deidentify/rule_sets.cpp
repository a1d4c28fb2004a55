#include "engine/error.hpp"
#include "io/deidentify/identifiers.hpp"
#include "io/deidentify/rules_toml.hpp"
#include "io/deidentify/small_areas.hpp"

#include <algorithm>

namespace replica {
namespace {

DeidentifyRule rule_for(const std::string& column, Treatment treatment) {
    DeidentifyRule rule;
    rule.treatment = treatment;
    rule.columns = {column};
    if (treatment == Treatment::zip3) rule.small_areas = small_zip_areas();
    return rule;
}

// The tutorial's extract of patients: what its reader does by hand. A filter of rows, not a treatment of identifiers.
std::vector<DeidentifyRule> tutorial(const std::vector<std::string>& columns) {
    std::vector<DeidentifyRule> rules;
    for (const std::string& column : columns) {
        if (column == "person_id") rules.push_back(rule_for(column, Treatment::pseudonym));
        if (column == "Source") rules.push_back(rule_for(column, Treatment::drop));
        if (column == "Gender") {
            rules.push_back(rule_for(column, Treatment::keep));
            rules.back().values = {"Male", "Female"};
        }
        if (column == "Age") {
            rules.push_back(rule_for(column, Treatment::brackets));
            rules.back().lower = {0, 18, 25, 45, 65, 85};
            rules.back().as = "Age bracket";
        }
    }
    return rules;
}

// 45 CFR 164.514(b)(2), as far as names and types of columns tell.
std::vector<DeidentifyRule> safe_harbor(const std::vector<std::string>& columns,
                                        const std::vector<ColumnProfile>& profiles) {
    std::vector<DeidentifyRule> rules;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const std::string& column = columns[c];
        const ValueType type = profiles[c].format().result().type;
        if (type == ValueType::date || type == ValueType::datetime) {
            rules.push_back(rule_for(column, Treatment::truncate));
            rules.back().to_year = true;
            continue;
        }
        switch (kind_of_name(column)) {
            case NameKind::direct:
            case NameKind::place: rules.push_back(rule_for(column, Treatment::drop)); break;
            case NameKind::identifier: rules.push_back(rule_for(column, Treatment::pseudonym)); break;
            case NameKind::postcode: rules.push_back(rule_for(column, Treatment::zip3)); break;
            case NameKind::age:
                rules.push_back(rule_for(column, Treatment::top));
                rules.back().limit = 89;
                rules.back().label = "90+";
                break;
            case NameKind::other: break;
        }
    }
    return rules;
}

// 45 CFR 164.514(e): dates, places and ages may stay.
std::vector<DeidentifyRule> limited_data_set(const std::vector<std::string>& columns) {
    std::vector<DeidentifyRule> rules;
    for (const std::string& column : columns) {
        const NameKind kind = kind_of_name(column);
        if (kind == NameKind::direct) rules.push_back(rule_for(column, Treatment::drop));
        if (kind == NameKind::identifier) rules.push_back(rule_for(column, Treatment::pseudonym));
        const bool street = column.find("street") != std::string::npos || column.find("ddress") != std::string::npos;
        if (kind == NameKind::place && street) rules.push_back(rule_for(column, Treatment::drop));
    }
    return rules;
}

}  // namespace

std::vector<DeidentifyRule> rule_set(const std::string& name, const std::vector<std::string>& columns,
                                     const std::vector<ColumnProfile>& profiles) {
    std::vector<DeidentifyRule> rules;
    if (name == "tutorial")
        rules = tutorial(columns);
    else if (name == "hipaa-safe-harbor")
        rules = safe_harbor(columns, profiles);
    else if (name == "limited-data-set")
        rules = limited_data_set(columns);
    else
        throw InputError("--set " + name + " is unknown; sets are tutorial, hipaa-safe-harbor and limited-data-set");
    if (rules.empty())
        throw InputError("the set " + name +
                         " knows none of the columns by their names; write rules and give --rules FILE");
    return rules;
}

}  // namespace replica
