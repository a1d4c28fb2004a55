#include "engine/encoding_plan.hpp"

#include "engine/error.hpp"
#include "engine/person_sizes.hpp"

#include <algorithm>

namespace replica {
namespace {

// Of several person columns the one whose name says so, then the one with the fewest, that is the largest, persons.
std::optional<std::size_t> find_unit(const EncodingPlan& plan) {
    std::optional<std::size_t> unit;
    for (std::size_t c = 0; c < plan.names.size() - plan.derived.size(); ++c) {
        if (plan.decisions[c].role != Role::person) continue;
        if (!unit) {
            unit = c;
            continue;
        }
        const bool named = names_person(plan.names[c]);
        const bool unit_named = names_person(plan.names[*unit]);
        const bool fewer = plan.profiles[c].values().distinct() < plan.profiles[*unit].values().distinct();
        if (named != unit_named ? named : fewer) unit = c;
    }
    return unit;
}

// The probability that two rows' values differ, over the values that are kept.
double chance_to_differ(const DistinctValues& values) {
    double equal = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double share = static_cast<double>(values.count(i)) / static_cast<double>(values.total());
        equal += share * share;
    }
    return 1 - equal;
}

ColumnDecision decide_derived(const DerivedColumn& derived, const ColumnProfile& profile, const Schema& schema,
                              const EncodingOptions& options) {
    if (!derived.modelled) {
        ColumnDecision decision;
        decision.encoding = Encoding::derived;
        decision.format = profile.format().result();
        return decision;
    }
    const ColumnSchema* given = find_schema(schema, derived.name);
    ColumnSchema declared = given != nullptr ? *given : ColumnSchema{.name = derived.name};
    if (!declared.role) declared.role = Role::attribute;
    return decide_column(derived.name, profile, &declared, nullptr, options);
}

void check_derived(const EncodingPlan& plan, std::size_t index) {
    const DerivedColumn& derived = plan.derived[index];
    const std::size_t source = derived.derivation.source;
    const std::size_t fields = plan.names.size() - plan.derived.size();
    const std::string start = "column " + derived.name + " is derived from " + plan.names[source];
    if (!derived.modelled && plan.decisions[source].encoding == Encoding::presence) {
        throw InputError(start + ", which is replaced by fresh values (role " +
                         std::string(name_of(plan.decisions[source].role)) +
                         "); give that one role = \"attribute\" or \"drop\"");
    }
    const bool none = plan.profiles[fields + index].values().total() == 0;
    if (!none || plan.profiles[source].values().total() == 0) return;
    throw InputError(start + (derived.table.empty() ? ", which holds no datetimes; name a column of datetimes"
                                                    : ", but " + derived.table +
                                                          " has an entry for none of its values; correct the table's "
                                                          "key, or say prefix = true"));
}

void append_name(std::string& list, const std::string& name) { list += (list.empty() ? "" : ", ") + name; }

}  // namespace

const ColumnSchema* find_schema(const Schema& schema, const std::string& name) {
    const auto found = std::find_if(schema.columns.begin(), schema.columns.end(),
                                    [&](const ColumnSchema& column) { return column.name == name; });
    return found == schema.columns.end() ? nullptr : &*found;
}

void check_schema_names(const Schema& schema, const std::vector<std::string>& names, const std::string& source) {
    if (schema.columns.empty()) return;
    std::string without_data;
    std::string without_schema;
    const auto is_derived = [&](const std::string& name) {
        return std::any_of(schema.derived.begin(), schema.derived.end(), [&](const auto& d) { return d.name == name; });
    };
    for (const ColumnSchema& column : schema.columns) {
        const bool in_data = std::find(names.begin(), names.end(), column.name) != names.end();
        if (!in_data && !is_derived(column.name)) append_name(without_data, column.name);
    }
    for (const std::string& name : names) {
        if (find_schema(schema, name) == nullptr) append_name(without_schema, name);
    }
    if (without_data.empty() && without_schema.empty()) return;
    std::string sentence = "the schema and " + source + " differ";
    if (!without_data.empty()) sentence += "; only the schema has: " + without_data;
    if (!without_schema.empty()) sentence += "; only the data has: " + without_schema;
    throw InputError(sentence + "; make them agree (role = \"drop\" leaves a column out)");
}

EncodingPlan plan_encoding(std::vector<std::string> names, std::vector<ColumnProfile> profiles,
                           const ColumnKnowledge& knowledge, const EncodingOptions& options) {
    EncodingPlan plan{std::move(names), std::move(profiles), {}, {}, knowledge.derived, {}};
    const std::size_t fields = plan.names.size() - plan.derived.size();
    for (std::size_t c = 0; c < fields; ++c) {
        const auto& known = knowledge.known[c];
        plan.decisions.push_back(decide_column(plan.names[c], plan.profiles[c],
                                               find_schema(knowledge.schema, plan.names[c]), known ? &*known : nullptr,
                                               options));
    }
    for (std::size_t d = 0; d < plan.derived.size(); ++d) {
        check_derived(plan, d);
        plan.derived[d].source_format = plan.decisions[plan.derived[d].derivation.source].format;
        plan.decisions.push_back(decide_derived(plan.derived[d], plan.profiles[fields + d], knowledge.schema, options));
    }
    plan.unit = find_unit(plan);
    for (const std::uint32_t column : columns_in_rules(knowledge.schema.rules, plan.names, plan.decisions))
        plan.decisions[column].encoding = Encoding::binned;
    return plan;
}

bool needs_survey(const EncodingPlan& plan, std::size_t column) {
    const ColumnDecision& decision = plan.decisions[column];
    const bool modelled = decision.role == Role::attribute && decision.encoding != Encoding::derived;
    const bool has_values = plan.profiles[column].values().total() > 0;
    if (decision.role == Role::text) return has_values && plan.unit;
    return modelled && has_values && (plan.unit || !plan.profiles[column].values().complete());
}

EncodingPlan plan_intervals(const EncodingPlan& plan, std::vector<ColumnProfile> profiles) {
    EncodingPlan intervals;
    intervals.profiles = std::move(profiles);
    intervals.unit = plan.unit;
    for (const RelatedColumn& related : plan.related) {
        intervals.names.push_back(plan.names[related.target]);
        ColumnDecision decision;
        decision.encoding = Encoding::binned;
        decision.format.type = ValueType::integer;
        intervals.decisions.push_back(decision);
    }
    return intervals;
}

std::vector<std::optional<ValueSurvey>> start_surveys(const EncodingPlan& plan, const EncodingOptions& options) {
    std::vector<std::optional<ValueSurvey>> surveys(plan.names.size());
    for (std::size_t c = 0; c < surveys.size(); ++c) {
        if (!needs_survey(plan, c)) continue;
        surveys[c].emplace(plan.profiles[c], plan.decisions[c], survey_threshold(plan.profiles[c], options),
                           std::max(1U, options.min_count));
    }
    return surveys;
}

std::vector<Tier> decide_tiers(const EncodingPlan& plan, const std::vector<Constancy>& constancy, const Schema& schema,
                               const EncodingOptions& options) {
    std::vector<Tier> tiers(plan.names.size(), Tier::row);
    if (!plan.unit || constancy.empty()) return tiers;
    bool any = false;
    for (std::size_t c = 0; c < tiers.size(); ++c) {
        const Role role = plan.decisions[c].role;
        if (c == *plan.unit || role == Role::key || role == Role::drop) continue;
        if (plan.decisions[c].encoding == Encoding::derived) continue;  // it is computed where its source is written
        const ColumnSchema* declared = find_schema(schema, plan.names[c]);
        const bool constant = declared != nullptr && declared->per_person
                                  ? *declared->per_person
                                  : is_constant(constancy[c], chance_to_differ(plan.profiles[c].values()),
                                                2 * std::uint64_t{options.min_count});
        if (!constant) continue;
        tiers[c] = Tier::person;
        any = true;
    }
    if (any) tiers[*plan.unit] = Tier::person;
    return tiers;
}

std::vector<ColumnCodec> make_codecs(const EncodingPlan& plan, const ColumnSurveys& surveys, const Schema& schema,
                                     const EncodingOptions& options) {
    const std::vector<Tier> tiers = decide_tiers(plan, surveys.constancy, schema, options);
    std::vector<ColumnCodec> codecs;
    for (std::size_t c = 0; c < plan.names.size(); ++c) {
        const ValueSurvey* survey = surveys.values[c] ? &*surveys.values[c] : nullptr;
        ValueTable table;
        if (plan.decisions[c].role == Role::attribute && plan.decisions[c].encoding != Encoding::derived) {
            table = tabulate_values(plan.profiles[c], survey, plan.decisions[c]);
        } else if (plan.decisions[c].role == Role::text) {
            table = tabulate_texts(plan.profiles[c], survey, plan.decisions[c]);
        }
        codecs.push_back(make_codec(plan.names[c], plan.profiles[c], plan.decisions[c], table,
                                    find_schema(schema, plan.names[c]), options));
        codecs.back().model.tier = tiers[c];
    }
    const std::size_t fields = plan.names.size() - plan.derived.size();
    for (std::size_t d = 0; d < plan.derived.size(); ++d) {
        if (!plan.derived[d].modelled) codecs[fields + d].model.derivation = plan.derived[d].derivation;
    }
    if (std::find(tiers.begin(), tiers.end(), Tier::person) != tiers.end())
        codecs.push_back(make_size_codec(plan.profiles[*plan.unit].values(), options));
    return codecs;
}

}  // namespace replica
