#include "engine/evaluation/prediction_target.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>

namespace replica {
namespace {

using Class = PredictionTarget::Class;

constexpr double fewest_share = 0.05;
constexpr std::size_t few_values = 5;  // what people predict has two, sometimes a few more

std::vector<std::uint64_t> value_rows(const ComparedColumn& column, const std::vector<std::uint16_t>& codes,
                                      const RowNumbers& rows) {
    std::vector<std::uint64_t> counts(column.value_codes());
    for (const std::uint32_t row : rows)
        if (codes[row] < counts.size()) ++counts[codes[row]];
    return counts;
}

/// A value of a category against the rest.
struct Division {
    std::uint16_t code = 0;
    std::size_t values = 0;  ///< that occur
    double share = 0;        ///< of the rows that have a value
};

// The rarer of two values, the commonest of more.
std::optional<Division> division_of(const std::vector<std::uint64_t>& counts) {
    Division division;
    std::uint64_t total = 0;
    std::optional<std::size_t> chosen;
    for (std::size_t code = 0; code < counts.size(); ++code) {
        total += counts[code];
        division.values += counts[code] > 0 ? 1 : 0;
        if (counts[code] > 0 && (!chosen || counts[code] > counts[*chosen])) chosen = code;
    }
    if (division.values < 2) return std::nullopt;
    if (division.values == 2) {
        for (std::size_t code = 0; code < counts.size(); ++code) {
            if (counts[code] > 0 && code != *chosen) {
                chosen = code;
                break;
            }
        }
    }
    division.code = static_cast<std::uint16_t>(*chosen);
    division.share = static_cast<double>(counts[*chosen]) / static_cast<double>(total);
    return division;
}

PredictionTarget by_value(const ComparedColumn& column, std::size_t place, std::uint16_t code, std::string why) {
    PredictionTarget target;
    target.column = place;
    target.classes.assign(column.codes(), Class::negative);
    target.classes[code] = Class::positive;
    target.classes[column.missing_code()] = Class::left_out;
    // A text that few real rows hold is not to be named.
    const std::string& label = column.coarse_labels[column.coarse[code]];
    target.label = column.name + " = " + label;
    target.why = std::move(why);
    return target;
}

std::string axis_text(const ComparedColumn& column, std::uint16_t code) {
    std::string text;
    append_value(column.grid_low[code], column.format, text);
    return text;
}

PredictionTarget by_median(const ComparedColumn& column, std::size_t place, const std::vector<std::uint64_t>& counts,
                           std::string why) {
    std::uint64_t total = 0;
    for (const std::uint64_t count : counts) total += count;
    std::uint64_t below = 0;
    std::uint16_t median = 0;
    while (median + 1U < counts.size() && 2 * (below + counts[median]) < total) below += counts[median++];
    // Nothing is above a median that is the largest value: what is above the next one below are most rows, but not all.
    if (below > 0 && below + counts[median] == total) {
        --median;
        while (counts[median] == 0) --median;
    }
    PredictionTarget target;
    target.column = place;
    target.classes.assign(column.codes(), Class::left_out);
    for (std::size_t code = 0; code < counts.size(); ++code)
        target.classes[code] = code > median ? Class::positive : Class::negative;
    target.label = column.name + " above " + axis_text(column, median);
    target.why = std::move(why);
    return target;
}

std::string names_of(std::span<const ComparedColumn> columns) {
    std::string names;
    for (const ComparedColumn& column : columns) names += (names.empty() ? "" : ", ") + column.name;
    return names;
}

PredictionTarget wanted_target(std::span<const ComparedColumn> columns, const CodedSample& real, const RowNumbers& rows,
                               const std::string& wanted) {
    const auto named = [&](const std::string& name) {
        return std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.name == name; });
    };
    auto found = named(wanted);
    std::optional<std::string> value;
    const std::size_t equals = wanted.find('=');
    if (found == columns.end() && equals != std::string::npos) {
        found = named(wanted.substr(0, equals));
        value = wanted.substr(equals + 1);
    }
    if (found == columns.end())
        throw InputError("--target " + wanted + " is no column that is compared; there are " + names_of(columns));
    const auto place = static_cast<std::size_t>(found - columns.begin());
    const auto counts = value_rows(*found, real.columns[place], rows);
    const std::string why = "as --target says";
    if (found->value_codes() == 0) throw InputError("--target " + wanted + ": the column has no values");
    if (!value && found->is_ordered()) return by_median(*found, place, counts, why);
    if (!value) {
        const auto division = division_of(counts);
        if (!division) throw InputError("--target " + wanted + " has one value only, so there is nothing to predict");
        return by_value(*found, place, division->code, why);
    }
    if (found->is_ordered()) {
        throw InputError("--target " + wanted +
                         " names a value of a number or date; give the column alone, to predict "
                         "what is above its median");
    }
    const auto label = std::find(found->labels.begin(), found->labels.end(), *value);
    if (label == found->labels.end())
        throw InputError("--target " + wanted + ": column " + found->name + " has no such value");
    PredictionTarget target = by_value(*found, place, static_cast<std::uint16_t>(label - found->labels.begin()), why);
    target.label = found->name + " = " + *value;
    return target;
}

std::optional<PredictionTarget> category_target(std::span<const ComparedColumn> columns, const CodedSample& real,
                                                const RowNumbers& rows) {
    std::optional<PredictionTarget> last;
    std::optional<PredictionTarget> even;
    double evenness = 1;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (columns[c].is_ordered()) continue;
        const auto division = division_of(value_rows(columns[c], real.columns[c], rows));
        if (!division || division->share < fewest_share || division->share > 1 - fewest_share) continue;
        if (division->values <= few_values)
            last = by_value(columns[c], c, division->code, "the last column with few values that aren't rare");
        if (std::abs(division->share - 0.5) < evenness) {
            evenness = std::abs(division->share - 0.5);
            even = by_value(columns[c], c, division->code, "the value that divides a column most evenly");
        }
    }
    return last ? last : even;
}

}  // namespace

PredictionTarget choose_target(std::span<const ComparedColumn> columns, const CodedSample& real, const RowNumbers& rows,
                               const std::string& wanted) {
    if (!wanted.empty()) return wanted_target(columns, real, rows, wanted);
    if (const auto target = category_target(columns, real, rows)) return *target;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (!columns[c].is_ordered()) continue;
        const auto counts = value_rows(columns[c], real.columns[c], rows);
        if (std::count_if(counts.begin(), counts.end(), [](std::uint64_t count) { return count > 0; }) >= 2)
            return by_median(columns[c], c, counts, "the first number, no category having two common values");
    }
    throw InputError("no column has two values that could be predicted");
}

ClassifiedRows classify(const PredictionTarget& target, const CodedSample& sample, const RowNumbers& rows) {
    ClassifiedRows classified;
    for (const std::uint32_t row : rows) {
        const Class found = target.classes[sample.columns[target.column][row]];
        if (found == Class::left_out) continue;
        classified.rows.push_back(row);
        classified.positive.push_back(found == Class::positive);
        classified.positives += found == Class::positive ? 1 : 0;
    }
    return classified;
}

}  // namespace replica
