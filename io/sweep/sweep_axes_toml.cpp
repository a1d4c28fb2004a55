#include "io/sweep/sweep_axes_toml.hpp"

#include "engine/error.hpp"
#include "engine/missing_policy.hpp"
#include "io/simulation/toml_keys.hpp"

#include <algorithm>
#include <charconv>

namespace replica {
namespace {

// Two points with one place would tell the same twice.
template <typename Value>
void check_values(TomlKeys& keys, const std::string& key, const std::vector<Value>& values) {
    if (values.empty()) keys.fail(key, "has no values; give some, or leave the axis out");
    for (auto value = values.begin(); value != values.end(); ++value)
        if (std::find(values.begin(), value, *value) != value) keys.fail(key, "has a value twice; leave one out");
}

template <typename Whole>
std::vector<Whole> read_numbers(TomlKeys& keys, const std::string& key, std::int64_t most) {
    const auto found = keys.entry(key);
    if (!found) return {};
    const std::string allowed = "must be an array of whole numbers from 1 to " + std::to_string(most);
    const auto* array = found->node->as_array();
    if (array == nullptr) keys.fail(key, allowed);
    std::vector<Whole> numbers;
    for (const auto& element : *array) {
        const auto* number = element.as_integer();
        if (number == nullptr || number->get() < 1 || number->get() > most) keys.fail(key, allowed);
        numbers.push_back(static_cast<Whole>(number->get()));
    }
    check_values(keys, key, numbers);
    return numbers;
}

std::vector<std::string> read_words(TomlKeys& keys, const std::string& key) {
    const auto words = keys.texts(key);
    if (!words) return {};
    check_values(keys, key, *words);
    return *words;
}

std::vector<std::string> read_missing(TomlKeys& keys) {
    auto missing = read_words(keys, "missing");
    for (const std::string& text : missing) {
        try {
            missing_policy(text);
        } catch (const InputError&) {
            keys.fail("missing", "must be source, none or a rate such as \"20%\", and not \"" + text + "\"");
        }
    }
    return missing;
}

std::vector<std::string> read_epsilons(TomlKeys& keys) {
    auto epsilons = read_words(keys, "epsilon");
    for (const std::string& text : epsilons) {
        double epsilon = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), epsilon);
        const bool number = error == std::errc{} && end == text.data() + text.size() && epsilon > 0 && epsilon <= 1000;
        if (!number && text != "none")
            keys.fail("epsilon", "must be \"none\" or numbers above 0, at most 1000, and not \"" + text + "\"");
    }
    return epsilons;
}

std::vector<StoreState> read_stores(TomlKeys& keys) {
    std::vector<StoreState> stores;
    for (const std::string& text : read_words(keys, "store")) {
        const auto store = store_state_named(text);
        if (!store) keys.fail("store", "must be \"cold\" or \"warm\", and not \"" + text + "\"");
        stores.push_back(*store);
    }
    // A cold run leaves what a warm one finds.
    std::sort(stores.begin(), stores.end());
    return stores;
}

}  // namespace

SweepAxes read_axes(const toml::table& table, const std::string& file) {
    constexpr std::int64_t most = 1'000'000'000'000;
    TomlKeys keys(table, {file, "axes", "table"}, table.source());
    SweepAxes axes;
    axes.degree = read_numbers<std::uint32_t>(keys, "degree", 8);
    axes.rows = read_numbers<std::uint64_t>(keys, "rows", most);
    axes.columns = read_numbers<std::uint64_t>(keys, "columns", most);
    axes.missing = read_missing(keys);
    axes.epsilon = read_epsilons(keys);
    axes.ranks = read_numbers<std::uint32_t>(keys, "ranks", 1'000'000);
    axes.threads = read_numbers<std::uint32_t>(keys, "threads", 1024);
    axes.store = read_stores(keys);
    keys.finish();
    return axes;
}

}  // namespace replica
