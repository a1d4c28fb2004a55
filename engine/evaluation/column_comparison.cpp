#include "engine/evaluation/column_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

// Codes are 16-bit numbers, of which two are taken.
constexpr std::size_t most_values = 65'000;

bool has_grid(ValueType type) { return type != ValueType::string && type != ValueType::boolean; }
bool is_number(ValueType type) { return type == ValueType::integer || type == ValueType::decimal; }

// Real and synthetic rows may write numbers with more or fewer decimals: what holds both is taken.
ValueFormat common_format(const ColumnDecision& decision, const ComparedProfiles& profiles) {
    if (!is_number(decision.format.type) || profiles.real == nullptr) return decision.format;
    FormatInference both = profiles.real->format();
    both.merge(profiles.synthetic->format());
    const ValueFormat merged = both.result();
    if (is_number(merged.type)) return merged;
    // Beside "1" a "1.0" is text to who has to write it back, but not to who compares.
    const auto synthetic = profiles.synthetic->format().result_as(ValueType::decimal);
    ValueFormat wide = decision.format;
    if (!synthetic) return wide;
    wide.type = ValueType::decimal;
    wide.decimals = std::max(wide.decimals, synthetic->decimals);
    return wide;
}

bool names_codes(const std::string& name) {
    return is_identifier_name(name) || name.ends_with("_code") || name.ends_with("_cd");
}

ComparedKind kind_of(const std::string& name, const ColumnDecision& decision, const ColumnSchema* schema,
                     const ComparedProfiles& profiles) {
    switch (decision.format.type) {
        case ValueType::date: return ComparedKind::date;
        case ValueType::datetime: return ComparedKind::datetime;
        case ValueType::integer:
        case ValueType::decimal: break;
        case ValueType::string:
        case ValueType::boolean: return ComparedKind::category;
    }
    if (schema != nullptr && schema->categorical) {
        return *schema->categorical ? ComparedKind::category : ComparedKind::number;
    }
    const ColumnProfile& profile = profiles.real != nullptr ? *profiles.real : *profiles.synthetic;
    const bool few = profile.values().complete() && profile.values().distinct() <= 2;
    return few || names_codes(name) ? ComparedKind::category : ComparedKind::number;
}

/// A value and how many rows hold it.
template <typename Value>
struct CountedValue {
    Value value{};
    std::uint64_t real = 0;
    std::uint64_t synthetic = 0;
};

std::uint64_t count_of(const ColumnProfile* profile, std::string_view text) {
    if (profile == nullptr) return 0;
    const auto index = profile->values().find(text);
    return index ? profile->values().count(*index) : 0;
}

/// What the codes of a column are made of.
template <typename Value>
struct CountedValues {
    std::vector<CountedValue<Value>> values;  ///< ascending, all different
    bool has_others = false;                  ///< there are values beside them
};

CountedValues<std::int64_t> grid_values(const ComparedProfiles& profiles, const ValueFormat& format) {
    CountedValues<std::int64_t> counted;
    const DistinctValues& all = *profiles.all;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto grid = parse_value(all.text(i), format);
        if (!grid) {
            counted.has_others = true;
            continue;
        }
        counted.values.push_back(
            {*grid, count_of(profiles.real, all.text(i)), count_of(profiles.synthetic, all.text(i))});
    }
    // What was not kept may be anything.
    counted.has_others = counted.has_others || !all.complete();
    auto& values = counted.values;
    std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
    std::size_t last = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (values[i].value == values[last].value) {
            values[last].real += values[i].real;
            values[last].synthetic += values[i].synthetic;
        } else {
            values[++last] = values[i];
        }
    }
    if (!values.empty()) values.resize(last + 1);
    return counted;
}

CountedValues<std::string> text_values(const ComparedProfiles& profiles) {
    CountedValues<std::string> counted;
    const DistinctValues& all = *profiles.all;
    for (const std::size_t i : all.sorted()) {
        if (counted.values.size() == most_values) break;
        counted.values.push_back({std::string(all.text(i)), count_of(profiles.real, all.text(i)),
                                  count_of(profiles.synthetic, all.text(i))});
    }
    counted.has_others = !all.complete() || all.size() > most_values;
    return counted;
}

double axis_value(std::int64_t grid, const ValueFormat& format) {
    return static_cast<double>(grid) / std::pow(10.0, format.decimals);
}

std::string text_of(std::int64_t grid, const ValueFormat& format) {
    std::string text;
    append_value(grid, format, text);
    return text;
}

void set_fine_codes(ComparedColumn& column, const CountedValues<std::int64_t>& counted, bool complete,
                    const ComparisonOptions& options) {
    const auto& values = counted.values;
    column.exact = values.size() <= most_values && complete;
    const std::size_t most = values.size() <= most_values ? values.size() : options.fine_bins;
    for (std::size_t code = 0; code < most; ++code) {
        const std::size_t begin = values.size() * code / most;
        const std::size_t end = values.size() * (code + 1) / most;
        column.grid_low.push_back(values[begin].value);
        column.values.push_back(axis_value(values[(begin + end - 1) / 2].value, column.format));
    }
}

/// Coarse codes that are being made.
struct CoarseCodes {
    ComparedColumn& column;

    std::uint16_t add(std::string label) {
        column.coarse_labels.push_back(std::move(label));
        return static_cast<std::uint16_t>(column.coarse_codes++);
    }
    /// Those of other and of missing, where there are any.
    void finish(bool has_others, bool has_missing) {
        column.coarse.push_back(has_others ? add("other") : std::uint16_t{0});
        column.coarse.push_back(has_missing ? add("missing") : std::uint16_t{0});
        if (column.coarse_codes == 0) add("none");
    }
};

std::string range_label(std::int64_t low, std::int64_t high, const ValueFormat& format) {
    return low == high ? text_of(low, format) : text_of(low, format) + " to " + text_of(high, format);
}

/// Row counts of each fine code of an ordered column.
std::vector<std::uint64_t> fine_weights(const ComparedColumn& column, const CountedValues<std::int64_t>& counted,
                                        bool by_real) {
    std::vector<std::uint64_t> weights(column.values.size());
    std::size_t code = 0;
    for (const auto& value : counted.values) {
        while (code + 1 < weights.size() && column.grid_low[code + 1] <= value.value) ++code;
        weights[code] += by_real ? value.real : value.synthetic;
    }
    return weights;
}

// Equally full bins; a value that fills one alone has it to itself.
std::vector<std::size_t> bin_begins(const std::vector<std::uint64_t>& weights, const ComparisonOptions& options) {
    std::vector<std::size_t> begins;
    if (weights.empty()) return begins;
    const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    std::uint64_t before = 0;
    std::uint64_t next = 0;
    for (std::size_t code = 0; code < weights.size(); ++code) {
        const bool few = weights.size() <= options.most_categories;
        if (few || code == 0 || (before >= next && weights[code] > 0)) {
            begins.push_back(code);
            while (next <= before && total > 0) next += std::max<std::uint64_t>(1, total / options.coarse_bins);
        }
        before += weights[code];
    }
    return begins;
}

void set_coarse_bins(ComparedColumn& column, const CountedValues<std::int64_t>& counted,
                     const ComparedProfiles& profiles, const ComparisonOptions& options) {
    CoarseCodes coarse{column};
    const auto begins = bin_begins(fine_weights(column, counted, profiles.real != nullptr), options);
    for (std::size_t bin = 0; bin < begins.size(); ++bin) {
        const bool last = bin + 1 == begins.size();
        const std::size_t end = last ? column.values.size() : begins[bin + 1];
        const std::int64_t high = last ? counted.values.back().value : column.grid_low[end - 1];
        const std::uint16_t code = coarse.add(range_label(column.grid_low[begins[bin]], high, column.format));
        column.coarse.insert(column.coarse.end(), end - begins[bin], code);
    }
    coarse.finish(counted.has_others, profiles.missing > 0);
}

void set_coarse_categories(ComparedColumn& column, const CountedValues<std::string>& counted,
                           const ComparedProfiles& profiles, const ComparisonOptions& options) {
    const auto& values = counted.values;
    const auto rows = [&](std::size_t i) { return profiles.real != nullptr ? values[i].real : values[i].synthetic; };
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rows(a) > rows(b); });
    CoarseCodes coarse{column};
    constexpr std::uint16_t none = 0xffff;
    std::vector<std::uint16_t> codes(values.size(), none);
    const std::uint64_t fewest = profiles.real != nullptr ? std::max<std::uint64_t>(1, options.min_count) : 1;
    for (const std::size_t i : order) {
        if (column.coarse_codes < options.most_categories && rows(i) >= fewest) codes[i] = coarse.add(values[i].value);
    }
    const bool has_others = counted.has_others || std::find(codes.begin(), codes.end(), none) != codes.end();
    const auto other = static_cast<std::uint16_t>(column.coarse_codes);
    for (const std::uint16_t code : codes) column.coarse.push_back(code == none ? other : code);
    coarse.finish(has_others, profiles.missing > 0);
}

}  // namespace

ComparedColumn compare_column(const std::string& name, const ColumnDecision& decision, const ColumnSchema* schema,
                              const ComparedProfiles& profiles, const ComparisonOptions& options) {
    ComparedColumn column;
    column.name = name;
    column.kind = has_grid(decision.format.type) ? kind_of(name, decision, schema, profiles) : ComparedKind::category;
    column.format = common_format(decision, profiles);
    column.holidays = decision.holidays;
    if (column.is_ordered()) {
        const auto counted = grid_values(profiles, column.format);
        set_fine_codes(column, counted, profiles.all->complete(), options);
        set_coarse_bins(column, counted, profiles, options);
        return column;
    }
    const auto counted = text_values(profiles);
    column.exact = !counted.has_others;
    for (const auto& value : counted.values) column.labels.push_back(value.value);
    set_coarse_categories(column, counted, profiles, options);
    return column;
}

std::vector<std::uint64_t> coarse_counts(const ComparedColumn& column, const std::vector<std::uint64_t>& fine) {
    std::vector<std::uint64_t> counts(column.coarse_codes);
    for (std::size_t code = 0; code < fine.size(); ++code) counts[column.coarse[code]] += fine[code];
    return counts;
}

}  // namespace replica
