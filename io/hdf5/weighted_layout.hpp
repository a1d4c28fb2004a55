#pragma once

#include "engine/slot.hpp"
#include "io/hdf5/hdf5_file.hpp"

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace replica {

/// Values in `name`, their weights in `name`_weights.
template <typename Value>
void store_weighted(const Hdf5Group& group, const std::string& name, const std::vector<Weighted<Value>>& weighted) {
    std::vector<Value> values;
    std::vector<std::uint64_t> weights;
    for (const auto& [value, weight] : weighted) {
        values.push_back(value);
        weights.push_back(weight);
    }
    if constexpr (std::is_same_v<Value, std::string>) {
        group.write_texts(name, values);
    } else {
        group.write(name, values);
    }
    group.write(name + "_weights", weights);
}

/// Throws Hdf5Error where they are not as many.
template <typename Value>
std::vector<Weighted<Value>> load_weighted(const Hdf5Group& group, const std::string& name) {
    std::vector<Value> values;
    if constexpr (std::is_same_v<Value, std::string>) {
        values = group.read_texts(name);
    } else {
        values = group.read<Value>(name);
    }
    const auto weights = group.read<std::uint64_t>(name + "_weights");
    if (weights.size() != values.size()) throw Hdf5Error("cannot read " + name);
    std::vector<Weighted<Value>> weighted;
    for (std::size_t i = 0; i < values.size(); ++i) weighted.push_back({std::move(values[i]), weights[i]});
    return weighted;
}

/// Slots as arrays `name`_low, `name`_high and `name`_weight.
void store_slots(const Hdf5Group& group, const std::string& name, const std::vector<Slot>& slots);

/// Throws Hdf5Error where the arrays differ in length.
std::vector<Slot> load_slots(const Hdf5Group& group, const std::string& name);

}  // namespace replica
