#include "engine/column_decision.hpp"

#include "engine/error.hpp"
#include "engine/majority_format.hpp"
#include "engine/uuid_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace replica {
namespace {

// Strings count as hardly repeating above this share of distinct values, and need this many to say so at all.
constexpr double mostly_distinct = 0.5;
constexpr std::uint64_t few_values = 50;
constexpr double identifier_share = 0.2;
// Numbers with few distinct values stay numbers unless nearly all rows hold values that may be written out.
constexpr double writable_share = 0.95;

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return lower;
}

double distinct_share(const ColumnProfile& profile) {
    const auto values = profile.values().total();
    return values == 0 ? 0.0 : static_cast<double>(profile.values().distinct()) / static_cast<double>(values);
}

bool mostly_with_spaces(const DistinctValues& values) {
    std::size_t with_space = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values.text(i).find(' ') != std::string_view::npos) ++with_space;
    }
    return 2 * with_space > values.size();
}

bool is_one_word(std::string_view name) { return name.find_first_of("_ .-") == std::string_view::npos; }

// Whatever the column's name: nobody's attribute looks like that.
bool all_uuids(const DistinctValues& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!is_uuid(values.text(i))) return false;
    }
    return values.size() > 0;
}

// The smallest value that isn't of `type`, for a sentence that doesn't depend on how rows are spread over ranks.
std::string_view offending_value(const DistinctValues& values, ValueType type) {
    for (const std::size_t index : values.sorted()) {
        FormatInference alone;
        alone.observe(values.text(index));
        if (!alone.result_as(type)) return values.text(index);
    }
    return values.size() > 0 ? values.text(values.sorted().back()) : std::string_view{};
}

/// A column's format, and which values are not of it.
struct FormatDecision {
    ValueFormat format;
    ValueDomain domain;
};

FormatDecision without_misfits(const MajorityFormat& majority) {
    FormatDecision decision{majority.format, {}};
    if (majority.format.type == ValueType::boolean) {
        decision.domain.require_readable(majority.accepted);
    } else {
        decision.domain.require_format(majority.format);
    }
    return decision;
}

FormatDecision declared_format(const std::string& name, const ColumnProfile& profile, ValueType type) {
    if (const auto format = profile.format().result_as(type)) return {*format, {}};
    if (const auto majority = majority_format(profile.values(), type)) return without_misfits(*majority);
    throw InputError("column " + name + ": the schema says " + std::string(name_of(type)) + ", but the data holds \"" +
                     excerpt(offending_value(profile.values(), type)) +
                     "\"; correct the type in the schema, or the value");
}

FormatDecision decide_format(const std::string& name, const ColumnProfile& profile, const ColumnSchema* schema,
                             const ColumnSchema* known) {
    if (schema != nullptr && schema->type) return declared_format(name, profile, *schema->type);
    // A name only hints: data that doesn't fit it speaks for itself.
    if (known != nullptr && known->type) {
        if (const auto format = profile.format().result_as(*known->type)) return {*format, {}};
    }
    const ValueFormat narrowest = profile.format().result();
    if (narrowest.type == ValueType::string) {
        if (const auto dates = majority_of_dates(profile.values())) return without_misfits(*dates);
    }
    // 20200131 is a day where the name says so, else a number like others.
    if (narrowest.type == ValueType::integer && names_date(name))
        return {profile.format().result_as(ValueType::date).value_or(narrowest), {}};
    return {narrowest, {}};
}

// What a person declares public: values outside contradict it. What was drafted from the data declares nothing.
void add_declared_domain(const ColumnSchema& schema, const ValueFormat& format, ValueDomain& domain) {
    if (schema.from_data) return;
    if (schema.range_low && schema.range_high) {
        const auto low = parse_bound(*schema.range_low, format);
        const auto high = parse_upper_bound(*schema.range_high, format);
        if (low && high) domain.require_range(format, *low, *high);
    }
    if (!schema.values.empty()) domain.require_listed(format, schema.values);
}

// A domain that no value is outside of needs no further looks at the data.
bool rejects_any(const ValueDomain& domain, const DistinctValues& values) {
    if (!domain.limited() || !values.complete()) return domain.limited();
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (domain.rejects(values.text(i))) return true;
    }
    return false;
}

Role decide_role(const std::string& name, const ColumnProfile& profile, const ValueFormat& format,
                 const ColumnSchema* schema, const ColumnSchema* known, std::uint32_t threshold) {
    if (schema != nullptr && schema->role) return *schema->role;
    if (schema != nullptr && schema->categorical.value_or(false)) return Role::attribute;
    const std::uint64_t values = profile.values().total();
    if (values == 0) return Role::attribute;
    const Role identifier = profile.all_unique() ? Role::key : Role::person;
    if (schema != nullptr && schema->key_style) return identifier;
    const std::uint64_t distinct = profile.values().distinct();
    if (distinct > threshold && all_uuids(profile.values())) return identifier;
    if (known != nullptr && known->role) return *known->role == Role::person ? identifier : *known->role;
    if (known != nullptr && known->categorical.value_or(false)) return Role::attribute;
    if (is_identifier_name(name) && distinct_share(profile) > identifier_share) return identifier;
    // Who a row is about may have many rows each: "patient" as a whole name, or with a word that says identifier.
    if (names_person(name) && distinct > threshold && (is_identifier_name(name) || is_one_word(name)))
        return identifier;
    if (format.type == ValueType::string && profile.values().distinct() >= few_values &&
        distinct_share(profile) > mostly_distinct) {
        if (mostly_with_spaces(profile.values())) return Role::text;
        return identifier;
    }
    return Role::attribute;
}

// Whether nearly all rows of a number hold values that enough rows share.
bool mostly_writable(const DistinctValues& values, std::uint32_t min_count) {
    std::uint64_t writable = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values.count(i) >= min_count) writable += values.count(i);
    }
    return static_cast<double>(writable) >= writable_share * static_cast<double>(values.total());
}

Encoding decide_encoding(const ColumnProfile& profile, const ValueFormat& format, const ColumnSchema* schema,
                         const ColumnSchema* known, const EncodingOptions& options) {
    const bool textual = format.type == ValueType::string || format.type == ValueType::boolean;
    if (schema != nullptr && schema->categorical) {
        return *schema->categorical || textual ? Encoding::categorical : Encoding::binned;
    }
    if (schema != nullptr && (schema->bins || !schema->brackets.empty() || schema->range_low) && !textual) {
        return Encoding::binned;
    }
    if (textual) return Encoding::categorical;
    if (known != nullptr && known->categorical.value_or(false)) return Encoding::categorical;
    if (format.type == ValueType::date || format.type == ValueType::datetime) return Encoding::binned;
    const bool few = profile.values().complete() && profile.values().distinct() <= options.category_threshold;
    return few && mostly_writable(profile.values(), options.min_count) ? Encoding::categorical : Encoding::binned;
}

}  // namespace

std::string excerpt(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string shown(text.substr(0, longest));
    for (char& letter : shown) {
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = ' ';
    }
    return text.size() > longest ? shown + "..." : shown;
}

bool is_identifier_name(std::string_view name) {
    // "PatientID" and "encounterId" end like "patient_id" does; "paid" does not.
    if (name.size() > 2 && (name.ends_with("ID") || name.ends_with("Id")) &&
        std::islower(static_cast<unsigned char>(name[name.size() - 3])) != 0) {
        return true;
    }
    const std::string lower = lower_case(name);
    constexpr std::array<std::string_view, 10> endings{"_id",   "_nbr",  "_no", "_number", "_key",
                                                       "_uuid", "_guid", " id", "mrn",     "ssn"};
    constexpr std::array<std::string_view, 5> names{"id", "uuid", "pid", "eid", "patid"};
    return std::find(names.begin(), names.end(), lower) != names.end() ||
           std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view ending) { return lower.ends_with(ending); });
}

bool names_date(std::string_view name) {
    const std::string lower = lower_case(name);
    return lower.find("date") != std::string::npos || lower.ends_with("_dt");
}

bool names_person(std::string_view name) {
    const std::string lower = lower_case(name);
    constexpr std::array<std::string_view, 6> words{"person", "patient", "subject", "member", "participant", "mrn"};
    constexpr std::array<std::string_view, 3> names{"pid", "patid", "eid"};
    return std::find(names.begin(), names.end(), lower) != names.end() ||
           std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

ColumnDecision decide_column(const std::string& name, const ColumnProfile& profile, const ColumnSchema* schema,
                             const ColumnSchema* known, const EncodingOptions& options) {
    ColumnDecision decision;
    const FormatDecision format = decide_format(name, profile, schema, known);
    decision.format = format.format;
    if (schema != nullptr) decision.holidays = schema->holidays;
    decision.role = decide_role(name, profile, decision.format, schema, known, options.category_threshold);
    if (decision.role == Role::text && options.text == TextPolicy::drop) decision.role = Role::drop;
    const bool unmodelled = decision.role != Role::attribute;
    decision.encoding =
        unmodelled ? Encoding::presence : decide_encoding(profile, decision.format, schema, known, options);
    if (decision.role == Role::drop) return decision;
    ValueDomain domain = format.domain;
    if (schema != nullptr) add_declared_domain(*schema, decision.format, domain);
    if (rejects_any(domain, profile.values())) decision.domain = std::move(domain);
    return decision;
}

}  // namespace replica
