#include "engine/column_decision.hpp"

#include "engine/error.hpp"

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

// The smallest value that isn't of `type`, for a sentence that doesn't depend on how rows are spread over ranks.
std::string_view offending_value(const DistinctValues& values, ValueType type) {
    for (const std::size_t index : values.sorted()) {
        FormatInference alone;
        alone.observe(values.text(index));
        if (!alone.result_as(type)) return values.text(index);
    }
    return values.size() > 0 ? values.text(values.sorted().back()) : std::string_view{};
}

ValueFormat decide_format(const std::string& name, const ColumnProfile& profile, const ColumnSchema* schema,
                          const ColumnSchema* known) {
    if (schema != nullptr && schema->type) {
        const auto format = profile.format().result_as(*schema->type);
        if (!format) {
            throw InputError("column " + name + ": the schema says " + std::string(name_of(*schema->type)) +
                             ", but the data holds \"" + std::string(offending_value(profile.values(), *schema->type)) +
                             "\"; correct the type in the schema, or the value");
        }
        return *format;
    }
    // A name only hints: data that doesn't fit it speaks for itself.
    if (known != nullptr && known->type) {
        if (const auto format = profile.format().result_as(*known->type)) return *format;
    }
    return profile.format().result();
}

Role decide_role(const std::string& name, const ColumnProfile& profile, const ValueFormat& format,
                 const ColumnSchema* schema, const ColumnSchema* known) {
    if (schema != nullptr && schema->role) return *schema->role;
    if (schema != nullptr && schema->categorical.value_or(false)) return Role::attribute;
    const std::uint64_t values = profile.values().total();
    if (values == 0) return Role::attribute;
    const Role identifier = profile.all_unique() ? Role::key : Role::person;
    if (known != nullptr && known->role) return *known->role == Role::person ? identifier : *known->role;
    if (known != nullptr && known->categorical.value_or(false)) return Role::attribute;
    if (is_identifier_name(name) && distinct_share(profile) > identifier_share) return identifier;
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

bool is_identifier_name(std::string_view name) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    constexpr std::array<std::string_view, 9> endings{"_id",   "_nbr", "_no", "_key", "_uuid",
                                                      "_guid", " id",  "mrn", "ssn"};
    return lower == "id" || lower == "uuid" ||
           std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
               return lower.size() >= ending.size() && lower.ends_with(ending);
           });
}

ColumnDecision decide_column(const std::string& name, const ColumnProfile& profile, const ColumnSchema* schema,
                             const ColumnSchema* known, const EncodingOptions& options) {
    ColumnDecision decision;
    decision.format = decide_format(name, profile, schema, known);
    decision.role = decide_role(name, profile, decision.format, schema, known);
    const bool unmodelled = decision.role != Role::attribute;
    decision.encoding =
        unmodelled ? Encoding::presence : decide_encoding(profile, decision.format, schema, known, options);
    return decision;
}

}  // namespace replica
