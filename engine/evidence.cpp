#include "engine/evidence.hpp"

#include "engine/error.hpp"
#include "engine/narrowed_bins.hpp"
#include "engine/pooled_imitation.hpp"
#include "engine/schema.hpp"
#include "engine/value_pools.hpp"

#include <algorithm>
#include <limits>

namespace replica {
namespace {

[[noreturn]] void refuse(const Condition& condition, const std::string& what) {
    throw InputError("--given " + condition.column + ": " + what);
}

bool has_grid(const ValueFormat& format) {
    return format.type != ValueType::string && format.type != ValueType::boolean;
}

bool allows_missing(const AllowedValues& allowed, const TextForm& form) {
    return allowed.kind == AllowedValues::Kind::value && is_missing_token(*allowed.low, form);
}

// The grid values that `text` stands for: one, or a day of moments.
GridInterval grid_values_of(const std::string& text, const ValueFormat& format, const Condition& condition) {
    const auto low = parse_bound(text, format);
    if (!low) {
        refuse(condition, "\"" + text + "\" is no " + std::string(name_of(format.type)) + " as the column writes it");
    }
    // What a date reads as is also what the moment that begins it reads as.
    const bool day = format.type == ValueType::datetime && parse_bound(text, {.type = ValueType::date}).has_value();
    std::int64_t scale = day ? 86400 : 1;
    for (unsigned i = 0; day && i < format.decimals; ++i) scale *= 10;
    return {*low, *low + scale - 1};
}

GridInterval interval_of(const AllowedValues& allowed, const ValueFormat& format, const Condition& condition) {
    if (allowed.kind != AllowedValues::Kind::range) return grid_values_of(*allowed.low, format, condition);
    GridInterval interval{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    if (allowed.low) interval.low = grid_values_of(*allowed.low, format, condition).low;
    if (allowed.high) interval.high = grid_values_of(*allowed.high, format, condition).high;
    if (interval.low > interval.high)
        refuse(condition, "the range " + *allowed.low + ".." + *allowed.high + " is empty");
    return interval;
}

std::string written(const AllowedValues& allowed) {
    if (allowed.kind != AllowedValues::Kind::range) return "\"" + *allowed.low + "\"";
    return "a value in " + allowed.low.value_or("") + ".." + allowed.high.value_or("");
}

// "it writes F, M" or "its values lie from 17 to 90".
std::string what_is_written(const ColumnModel& column) {
    std::string text;
    if (column.encoding == Encoding::binned) {
        text = "its values lie from ";
        append_value(column.bin_low.front(), column.format, text);
        text += " to ";
        append_value(column.range_high, column.format, text);
        return text;
    }
    constexpr std::size_t most = 8;
    text = column.values.size() > most ? "it writes values such as " : "it writes ";
    for (std::size_t i = 0; i < std::min(column.values.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + column.values[i];
    return column.values.empty() ? "it writes none" : text;
}

bool is_written_as(const std::string& value, const AllowedValues& allowed, const ValueFormat& format,
                   const Condition& condition) {
    const bool range = allowed.kind == AllowedValues::Kind::range;
    if (!range && value == *allowed.low) return true;
    if (!has_grid(format)) return false;
    const GridInterval interval = interval_of(allowed, format, condition);
    const auto grid = parse_value(value, format);
    return grid && *grid >= interval.low && *grid <= interval.high;
}

// Marks the kept values that `allowed` names; returns whether there are any.
bool mark_values(const ColumnModel& column, const AllowedValues& allowed, const Condition& condition,
                 std::vector<double>& likelihood) {
    if (allowed.kind == AllowedValues::Kind::range && !has_grid(column.format))
        refuse(condition, "the column holds text, which has no ranges; name values, with | between them");
    bool any = false;
    for (std::size_t code = 0; code < column.values.size(); ++code) {
        if (!is_written_as(column.values[code], allowed, column.format, condition)) continue;
        likelihood[code] = 1;
        any = true;
    }
    return any;
}

// Kept values stand in for pooled ones that have no shapes (PooledImitation): those that aren't allowed no longer do.
double narrow_stand_ins(ColumnModel& column, const std::vector<double>& likelihood) {
    const bool dates = column.format.type == ValueType::date || column.format.type == ValueType::datetime;
    if (dates || !column.pooled_patterns.empty()) return 0;
    double all = 0;
    double allowed = 0;
    std::vector<std::uint64_t> weights = column.value_weights;
    for (std::size_t code = 0; code < std::min(column.values.size(), weights.size()); ++code) {
        all += static_cast<double>(weights[code]);
        allowed += likelihood[code] * static_cast<double>(weights[code]);
        if (likelihood[code] == 0) weights[code] = 0;
    }
    if (allowed == 0) return 0;
    column.value_weights = std::move(weights);
    return allowed / all;
}

// Leaves a pool the codes that are allowed; returns their share of its rows.
double narrow_pool(ValuePool& pool, const ColumnModel& column, const Condition& condition, const TextForm& form) {
    std::vector<Weighted<std::string>> allowed_patterns;
    double all = 0;
    double left = 0;
    for (const auto& pattern : pool.patterns) {
        all += static_cast<double>(pattern.weight);
        const auto text = literal_of(pattern.value);
        const auto matches = [&](const AllowedValues& allowed) {
            return !allows_missing(allowed, form) && is_written_as(*text, allowed, column.format, condition);
        };
        if (!text || std::none_of(condition.allowed.begin(), condition.allowed.end(), matches)) continue;
        left += static_cast<double>(pattern.weight);
        allowed_patterns.push_back(pattern);
    }
    if (allowed_patterns.empty()) return 0;
    pool.patterns = std::move(allowed_patterns);
    return left / all;
}

bool is_in_a_pool(const ColumnModel& column, const AllowedValues& allowed, const Condition& condition,
                  const TextForm& form) {
    const Condition alone{condition.column, {allowed}};
    std::vector<ValuePool> pools = column.pools;
    pools.push_back({"", column.pooled_patterns});
    return std::any_of(pools.begin(), pools.end(),
                       [&](ValuePool& pool) { return narrow_pool(pool, column, alone, form) > 0; });
}

void narrow_categories(ColumnModel& column, const Condition& condition, const TextForm& form,
                       std::vector<double>& likelihood) {
    for (const AllowedValues& allowed : condition.allowed) {
        if (allows_missing(allowed, form)) continue;
        const bool kept = mark_values(column, allowed, condition, likelihood);
        if (kept || is_in_a_pool(column, allowed, condition, form)) continue;
        refuse(condition, "the model never writes " + written(allowed) + " there; " + what_is_written(column));
    }
    for (std::size_t i = 0; i < column.pools.size(); ++i)
        likelihood[column.values.size() + i] = narrow_pool(column.pools[i], column, condition, form);
    const auto pooled = column.pooled_code();
    if (!pooled) return;
    ValuePool others{"", std::move(column.pooled_patterns)};
    const bool has_patterns = !others.patterns.empty();
    if (has_patterns) likelihood[*pooled] = narrow_pool(others, column, condition, form);
    column.pooled_patterns = std::move(others.patterns);
    if (!has_patterns) likelihood[*pooled] = narrow_stand_ins(column, likelihood);
}

void narrow_numbers(ColumnModel& column, const Condition& condition, const TextForm& form,
                    std::vector<double>& likelihood) {
    std::vector<GridInterval> intervals;
    for (const AllowedValues& allowed : condition.allowed) {
        if (allows_missing(allowed, form)) continue;
        intervals.push_back(interval_of(allowed, column.format, condition));
        ColumnModel alone = column;
        const auto shares = narrow_bins(alone, {intervals.back()});
        if (std::all_of(shares.begin(), shares.end(), [](double share) { return share == 0; }))
            refuse(condition, "the model never writes " + written(allowed) + " there; " + what_is_written(column));
    }
    if (intervals.empty()) return;
    const auto shares = narrow_bins(column, std::move(intervals));
    std::copy(shares.begin(), shares.end(), likelihood.begin());
}

std::uint32_t column_of(const Model& model, const Condition& condition) {
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) {
        const ColumnModel& column = model.columns[c];
        if (column.name != condition.column || column.role == Role::drop || column.role == Role::latent) continue;
        if (column.role == Role::key || column.role == Role::person)
            refuse(condition, "the column is an identifier, of which every value is made anew; name another");
        return c;
    }
    refuse(condition, "the replica has no column of that name; replica inspect lists them");
}

CodeEvidence narrow_column(Model& model, const Condition& condition) {
    CodeEvidence evidence{column_of(model, condition), {}};
    ColumnModel& column = model.columns[evidence.column];
    evidence.likelihood.assign(std::max(1U, column.domain_size()), 0);
    const auto missing = [&](const AllowedValues& allowed) { return allows_missing(allowed, model.text); };
    const bool any_missing = std::any_of(condition.allowed.begin(), condition.allowed.end(), missing);
    if (any_missing && !column.has_missing) refuse(condition, "the model has no missing values there");
    if (column.encoding == Encoding::categorical) {
        narrow_categories(column, condition, model.text, evidence.likelihood);
    } else if (column.encoding == Encoding::binned) {
        narrow_numbers(column, condition, model.text, evidence.likelihood);
    } else if (!std::all_of(condition.allowed.begin(), condition.allowed.end(), missing)) {
        refuse(condition,
               "the column's values are made anew or follow from others, so only whether they are missing "
               "can be given; name another");
    }
    if (any_missing) evidence.likelihood[*column.missing_code()] = 1;
    return evidence;
}

}  // namespace

std::vector<CodeEvidence> narrow(Model& model, const std::vector<Condition>& conditions) {
    std::vector<CodeEvidence> evidence;
    for (const Condition& condition : conditions) evidence.push_back(narrow_column(model, condition));
    return evidence;
}

}  // namespace replica
