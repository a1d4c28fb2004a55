#include "io/datasynthesizer/described_attribute.hpp"

#include "engine/date_text.hpp"
#include "engine/number_text.hpp"
#include "kernels/code_column.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace replica {
namespace {

constexpr double largest_exact = 9007199254740992.0;  // 2^53

// Shortest text that reads back as the number, without exponent.
std::string number_text(double value) {
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
    return {buffer.data(), end};
}

std::size_t decimals_of(double value) {
    const std::string text = number_text(value);
    const auto point = text.find('.');
    return point == std::string::npos ? 0 : text.size() - point - 1;
}

bool begins_a_day(double seconds) { return std::fmod(std::ceil(seconds), static_cast<double>(seconds_per_day)) == 0; }

// The grid of the attribute's values: how many of its units make 1, or how many units make one step.
struct Grid {
    ValueFormat format;
    double factor = 1;

    [[nodiscard]] std::int64_t up(double value, const JsonPlace& place) const {
        // Edges are products and quotients of doubles: what lies within a billionth of a grid value is meant to be it.
        const double scaled = value * factor;
        const double nearest = std::round(scaled);
        const double grid =
            std::abs(scaled - nearest) <= 1e-9 * std::max(1.0, std::abs(scaled)) ? nearest : std::ceil(scaled);
        if (std::abs(grid) > largest_exact) place.fail("this number is too large");
        return static_cast<std::int64_t>(grid);
    }
};

Grid grid_of(const std::string& type, const JsonPlace& entry, const std::vector<double>& edges) {
    if (type == "Integer") return {{.type = ValueType::integer}, 1};
    if (type == "Float") {
        const std::size_t digits = std::clamp<std::size_t>(
            std::max(decimals_of(entry.at("min").number()), decimals_of(entry.at("max").number())), 2, 9);
        return {{.type = ValueType::decimal, .decimals = static_cast<std::uint8_t>(digits)},
                static_cast<double>(powers_of_ten[digits])};
    }
    const bool dates = std::all_of(edges.begin() + 1, edges.end(), begins_a_day) &&
                       begins_a_day(entry.at("min").number()) && begins_a_day(entry.at("max").number());
    if (dates) return {{.type = ValueType::date}, 1.0 / static_cast<double>(seconds_per_day)};
    return {{.type = ValueType::datetime}, 1};
}

std::vector<double> numbers_of(const JsonPlace& place) {
    std::vector<double> numbers;
    for (std::size_t i = 0; i < place.size(); ++i) numbers.push_back(place.at(i).number());
    return numbers;
}

std::string value_text(const JsonPlace& place) {
    const Json& value = place.json();
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
    if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
    return number_text(place.number());
}

void read_categories(DescribedAttribute& attribute, const std::string& type, const JsonPlace& entry) {
    const JsonPlace bins = entry.at("distribution_bins");
    ColumnModel& column = attribute.column;
    column.encoding = Encoding::categorical;
    column.format.type = type == "Integer" ? ValueType::integer : ValueType::string;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        std::string text = value_text(bins.at(i));
        if (type == "Integer" && text.ends_with(".0")) text.resize(text.size() - 2);
        if (!parse_value(text, column.format)) column.format.type = ValueType::string;
        if (std::find(column.values.begin(), column.values.end(), text) != column.values.end())
            bins.at(i).fail("the value \"" + text + "\" occurs twice");
        column.values.push_back(std::move(text));
        attribute.code_of_bin.push_back(static_cast<std::uint16_t>(i));
    }
}

// Bin i of the description is drawn from [edge i, edge i + 1), the last one up to max. Bins without a grid value join
// the one before.
void read_bins(DescribedAttribute& attribute, const std::string& type, const JsonPlace& entry) {
    const JsonPlace bins = entry.at("distribution_bins");
    const std::vector<double> edges = numbers_of(bins);
    if (edges.empty()) bins.fail("there are no bins");
    ColumnModel& column = attribute.column;
    column.encoding = Encoding::binned;
    const Grid grid = grid_of(type, entry, edges);
    column.format = grid.format;
    const std::int64_t low = grid.up(entry.at("min").number(), entry.at("min"));
    column.range_high = grid.up(entry.at("max").number(), entry.at("max"));
    if (column.range_high < low) entry.at("max").fail("this is below min");
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (i > 0 && edges[i] <= edges[i - 1]) bins.at(i).fail("bins must ascend");
        // The first edge lies a little below min.
        const std::int64_t edge = i == 0 ? low : std::max(low, grid.up(edges[i], bins.at(i)));
        const bool is_new = column.bin_low.empty() || (edge > column.bin_low.back() && edge <= column.range_high);
        if (is_new) column.bin_low.push_back(edge);
        attribute.code_of_bin.push_back(static_cast<std::uint16_t>(column.bin_low.size() - 1));
    }
    column.first_slot.assign(column.bin_low.size() + 1, 0);
}

void read_presence(DescribedAttribute& attribute, const std::string& type, Role role) {
    attribute.column.role = role;
    attribute.column.encoding = Encoding::presence;
    attribute.column.format.type = type == "Integer" ? ValueType::integer : ValueType::string;
    attribute.code_of_bin.push_back(0);
}

KeyForm fresh_key(const std::string& name, const std::string& type) {
    if (type == "SocialSecurityNumber") return {KeyStyle::ssn, "-", 0, false};
    if (type == "Integer") return {};
    return {KeyStyle::prefix, name + "-", 0, false};
}

// Text of one word of `min` to `max` letters, as that program makes it.
void read_lengths(DescribedAttribute& attribute, const JsonPlace& entry) {
    const auto length_of = [&](const char* key, double otherwise) {
        if (!entry.has(key)) return otherwise;
        const double length = entry.at(key).number();
        if (length < 0) entry.at(key).fail("a length can't be negative");
        return length;
    };
    const auto cut = [](double length) {
        return static_cast<std::size_t>(std::clamp(length, 1.0, static_cast<double>(longest_word)));
    };
    const std::size_t shortest = cut(length_of("min", 1));
    const std::size_t longest = std::max(shortest, cut(length_of("max", 20)));
    TextModel& text = attribute.column.text;
    text.words = {{1, 1, 1}};
    for (std::size_t length = shortest; length <= longest; ++length)
        text.shapes.front().push_back({std::string(length, 'a'), 1});
}

double read_missing_rate(const JsonPlace& entry) {
    const double rate = entry.has("missing_rate") ? entry.at("missing_rate").number() : 0;
    if (rate < 0 || rate > 1) entry.at("missing_rate").fail("this must be between 0 and 1");
    return rate;
}

void read_distribution(DescribedAttribute& attribute, const JsonPlace& entry, double missing_rate) {
    ColumnModel& column = attribute.column;
    attribute.probabilities.assign(column.value_codes(), 0);
    if (column.encoding == Encoding::presence) {
        attribute.probabilities = {1 - missing_rate};
    } else {
        const JsonPlace place = entry.at("distribution_probabilities");
        const std::size_t bins = attribute.code_of_bin.size();
        const auto probabilities = read_probabilities(place, bins);
        if (probabilities.size() != bins) place.fail("there must be one for each of " + std::to_string(bins) + " bins");
        for (std::size_t i = 0; i < bins; ++i) {
            attribute.even = attribute.even && std::abs(probabilities[i] - probabilities[0]) < 1e-9;
            attribute.probabilities[attribute.code_of_bin[i]] += (1 - missing_rate) * probabilities[i];
        }
    }
    column.has_missing = missing_rate > 0;
    if (column.has_missing) attribute.probabilities.push_back(missing_rate);
}

}  // namespace

std::vector<double> read_probabilities(const JsonPlace& place, std::size_t most) {
    std::vector<double> probabilities = numbers_of(place);
    if (probabilities.empty() || probabilities.size() > most)
        place.fail("there must be 1 to " + std::to_string(most) + " probabilities");
    double sum = 0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        if (probabilities[i] < 0) place.at(i).fail("a probability can't be negative");
        sum += probabilities[i];
    }
    if (std::abs(sum - 1) > 0.01) place.fail("the probabilities add up to " + number_text(sum) + " instead of 1");
    for (double& probability : probabilities) probability /= sum;
    return probabilities;
}

DescribedAttribute read_attribute(const std::string& name, const JsonPlace& entry) {
    constexpr std::array<std::string_view, 5> types{"Integer", "Float", "String", "DateTime", "SocialSecurityNumber"};
    DescribedAttribute attribute;
    attribute.column.name = name;
    const std::string type = entry.at("data_type").text();
    if (std::find(types.begin(), types.end(), type) == types.end())
        entry.at("data_type")
            .fail("\"" + type + "\" is unknown; it may be Integer, Float, String, DateTime or SocialSecurityNumber");
    const bool categorical = entry.at("is_categorical").truth();
    if (entry.at("is_candidate_key").truth() || type == "SocialSecurityNumber") {
        read_presence(attribute, type, Role::key);
        attribute.column.key = fresh_key(name, type);
    } else if (categorical) {
        read_categories(attribute, type, entry);
    } else if (type == "String") {
        read_presence(attribute, type, Role::text);
        read_lengths(attribute, entry);
    } else {
        read_bins(attribute, type, entry);
    }
    if (attribute.code_of_bin.empty()) entry.at("distribution_bins").fail("there are no values");
    if (attribute.code_of_bin.size() >= max_domain_size)
        entry.at("distribution_bins").fail("there are too many values");
    read_distribution(attribute, entry, read_missing_rate(entry));
    attribute.code_of_bin.push_back(static_cast<std::uint16_t>(attribute.column.value_codes()));
    return attribute;
}

}  // namespace replica
