#include "io/simulation/law_toml.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace replica {
namespace {

double needed(TomlKeys& keys, const std::string& key, const std::string& distribution) {
    const auto value = keys.number(key);
    if (!value) keys.fail(key, "is missing; " + distribution + " needs it");
    return *value;
}

double above_zero(TomlKeys& keys, const std::string& key, const std::string& distribution) {
    const double value = needed(keys, key, distribution);
    if (!(value > 0) || !std::isfinite(value)) keys.fail(key, "must be above 0");
    return value;
}

// Weights, or probabilities that add up to 1; all the same where neither is given.
std::vector<double> read_weights(TomlKeys& keys, std::size_t count, const std::string& of_what) {
    const bool shares = keys.has("probabilities");
    const std::string key = shares ? "probabilities" : "weights";
    auto weights = keys.numbers(key);
    if (!weights) return std::vector<double>(count, 1.0);
    if (weights->size() != count)
        keys.fail(key,
                  "has " + std::to_string(weights->size()) + " entries for " + std::to_string(count) + " " + of_what);
    for (const double weight : *weights) {
        if (shares && !(weight >= 0 && weight <= 1)) keys.fail(key, "must lie between 0 and 1, each");
        if (!(weight >= 0) || !std::isfinite(weight)) keys.fail(key, "must not be negative");
    }
    const double total = std::accumulate(weights->begin(), weights->end(), 0.0);
    if (!(total > 0)) keys.fail(key, "are all 0");
    constexpr double slack = 1e-6;
    if (shares && std::abs(total - 1) > slack) keys.fail(key, "must add up to 1");
    return *weights;
}

double label_index(const std::string& label, std::vector<std::string>& labels) {
    const auto found = std::find(labels.begin(), labels.end(), label);
    if (found == labels.end()) {
        labels.push_back(label);
        return static_cast<double>(labels.size() - 1);
    }
    return static_cast<double>(found - labels.begin());
}

// Values as numbers; texts as their labels'.
std::vector<double> read_values(TomlKeys& keys, std::vector<std::string>& labels) {
    const auto entry = keys.entry("values");
    const auto* array = entry ? entry->node->as_array() : nullptr;
    if (array == nullptr || array->empty()) keys.fail("values", "must be a list such as [\"F\", \"M\"]");
    const bool numbers =
        std::all_of(array->begin(), array->end(), [](const toml::node& node) { return node.is_number(); });
    std::vector<double> values;
    for (const toml::node& node : *array)
        values.push_back(numbers ? number_of(node, keys.place(), "values")
                                 : label_index(value_text(node, keys.place(), "values"), labels));
    return values;
}

Law read_categories(TomlKeys& keys, std::vector<std::string>& labels) {
    const std::vector<double> values = read_values(keys, labels);
    return weighted_law(values, read_weights(keys, values.size(), "values"));
}

Law read_zipf(TomlKeys& keys, std::vector<std::string>& labels) {
    const double exponent = keys.number("exponent").value_or(1);
    if (!(exponent >= 0) || !std::isfinite(exponent)) keys.fail("exponent", "must not be negative");
    if (keys.has("values")) {
        const std::vector<double> values = read_values(keys, labels);
        std::vector<double> weights;
        for (std::size_t rank = 1; rank <= values.size(); ++rank)
            weights.push_back(std::pow(static_cast<double>(rank), -exponent));
        return weighted_law(values, weights);
    }
    const std::int64_t count = keys.whole("count").value_or(0);
    constexpr std::int64_t most = 10'000'000;
    if (count < 1 || count > most) keys.fail("count", "must be a whole number from 1 to 10 million, or values a list");
    return zipf_law(static_cast<std::size_t>(count), exponent);
}

Law read_histogram(TomlKeys& keys) {
    auto edges = keys.numbers("edges");
    if (!edges || edges->size() < 2) keys.fail("edges", "must be a list of two numbers or more");
    for (std::size_t i = 1; i < edges->size(); ++i)
        if (!((*edges)[i] > (*edges)[i - 1])) keys.fail("edges", "must ascend");
    const std::size_t bins = edges->size() - 1;
    return histogram_law(std::move(*edges), read_weights(keys, bins, "bins, one fewer than the edges"));
}

Law read_kernels(TomlKeys& keys) {
    auto points = keys.numbers("points");
    constexpr std::size_t most = 10'000;
    if (!points || points->empty() || points->size() > most)
        keys.fail("points", "must be a list of 1 to 10,000 numbers");
    double bandwidth = silverman_bandwidth(*points);
    if (keys.has("bandwidth")) bandwidth = above_zero(keys, "bandwidth", "kernel_density");
    return kernel_law(std::move(*points), bandwidth);
}

Law read_mixture(TomlKeys& keys, std::vector<std::string>& labels) {
    const auto entry = keys.entry("components");
    const auto* array = entry ? entry->node->as_array() : nullptr;
    if (array == nullptr || array->empty())
        keys.fail("components", "must be a list such as [{weight = 1, distribution = \"normal\", mean = 0, sd = 1}]");
    std::vector<Law> components;
    std::vector<double> weights;
    for (const toml::node& node : *array) {
        const auto* table = node.as_table();
        if (table == nullptr) keys.fail("components", "must be tables");
        TomlKeys own(*table, keys.place(), node.source());
        weights.push_back(own.number("weight").value_or(1));
        if (!(weights.back() >= 0)) own.fail("weight", "must not be negative");
        components.push_back(read_law(own, labels));
        own.finish();
    }
    if (!(std::accumulate(weights.begin(), weights.end(), 0.0) > 0)) keys.fail("components", "all have weight 0");
    return mixture_law(std::move(components), weights);
}

Law read_constant(TomlKeys& keys, std::vector<std::string>& labels) {
    const auto entry = keys.entry("value");
    if (!entry) keys.fail("value", "is missing; constant needs it");
    const double value = entry->node->is_number()
                             ? number_of(*entry->node, keys.place(), "value")
                             : label_index(value_text(*entry->node, keys.place(), "value"), labels);
    const double weight = 1;
    return weighted_law(std::span(&value, 1), std::span(&weight, 1));
}

/// Other ways to say a family's parameters: mean and sd of the values themselves.
std::optional<LawParameters> read_other_parameters(LawFamily family, TomlKeys& keys) {
    if (family == LawFamily::lognormal && keys.has("median"))
        return LawParameters{std::log(above_zero(keys, "median", "lognormal")), above_zero(keys, "sigma", "lognormal"),
                             0};
    if (family == LawFamily::lognormal && keys.has("mean")) {
        const double mean = above_zero(keys, "mean", "lognormal");
        const double ratio = above_zero(keys, "sd", "lognormal") / mean;
        const double variance = std::log1p(ratio * ratio);
        return LawParameters{std::log(mean) - variance / 2, std::sqrt(variance), 0};
    }
    if (family == LawFamily::gamma && keys.has("mean")) {
        const double mean = above_zero(keys, "mean", "gamma");
        const double sd = above_zero(keys, "sd", "gamma");
        return LawParameters{mean * mean / (sd * sd), sd * sd / mean, 0};
    }
    return std::nullopt;
}

Law read_parametric(const LawFamilyName& name, TomlKeys& keys) {
    if (const auto parameters = read_other_parameters(name.family, keys))
        return parametric_law(name.family, *parameters);
    LawParameters parameters{};
    for (std::size_t i = 0; i < name.parameters.size(); ++i)
        parameters[i] = needed(keys, std::string(name.parameters[i]), std::string(name.name));
    if (const auto fault = fault_of(name.family, parameters))
        keys.fail(std::string(name.parameters[fault->parameter]), fault->what);
    return parametric_law(name.family, parameters);
}

// All that `distribution` may be.
std::string law_names() {
    std::string list;
    for (const LawFamilyName& name : law_family_names()) list += std::string(name.name) + ", ";
    return list + "categorical, zipf, mixture, histogram, kernel_density, constant, arrivals, sequence, pattern";
}

}  // namespace

Law read_law(TomlKeys& keys, std::vector<std::string>& labels) {
    const auto name = keys.text("distribution");
    if (!name) keys.fail("distribution", "is missing; it may be " + law_names());
    if (const auto family = law_family_named(*name)) return read_parametric(*family, keys);
    if (*name == "categorical") return read_categories(keys, labels);
    if (*name == "zipf") return read_zipf(keys, labels);
    if (*name == "histogram") return read_histogram(keys);
    if (*name == "kernel_density") return read_kernels(keys);
    if (*name == "mixture") return read_mixture(keys, labels);
    if (*name == "constant") return read_constant(keys, labels);
    keys.fail("distribution", "\"" + *name + "\" is unknown; it may be " + law_names());
}

}  // namespace replica
