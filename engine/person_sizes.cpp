#include "engine/person_sizes.hpp"

#include "engine/quantile_bins.hpp"

#include <algorithm>
#include <map>

namespace replica {
namespace {

constexpr std::uint32_t most_bins = 20;

std::uint64_t mean_of(std::uint64_t rows, std::uint64_t persons) {
    return std::max<std::uint64_t>(1, (rows + persons / 2) / persons);
}

}  // namespace

std::vector<SizeGroup> group_sizes(const DistinctValues& persons, std::uint64_t min_count) {
    std::map<std::uint64_t, std::uint64_t> counts;
    for (std::size_t i = 0; i < persons.size(); ++i) ++counts[persons.count(i)];
    std::vector<SizeGroup> groups;
    std::vector<std::uint64_t> rows;
    bool open = false;
    for (const auto& [size, holders] : counts) {
        if (!open) {
            groups.push_back({size, 1, 0});
            rows.push_back(0);
        }
        groups.back().persons += holders;
        rows.back() += size * holders;
        open = groups.back().persons < min_count;
    }
    if (open && groups.size() > 1) {  // the largest join the ones before
        groups[groups.size() - 2].persons += groups.back().persons;
        rows[rows.size() - 2] += rows.back();
        groups.pop_back();
        rows.pop_back();
    }
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i].mean = mean_of(rows[i], groups[i].persons);
    return groups;
}

ColumnCodec make_size_codec(const DistinctValues& persons, const EncodingOptions& options) {
    const std::vector<SizeGroup> groups = group_sizes(persons, std::max(1U, options.min_count));
    std::vector<GridCount> counts;
    GridRange range;
    for (const SizeGroup& group : groups) {
        counts.push_back({static_cast<std::int64_t>(group.low), group.persons, true, {}});
        range.include(counts.back().value);
    }
    range.step = 1;
    ColumnCodec codec;
    ColumnModel& model = codec.model;
    model.name = size_column_name;
    model.role = Role::latent;
    model.tier = Tier::person;
    model.format.type = ValueType::integer;
    model.encoding = Encoding::binned;
    codec.edges = quantile_bins(range, counts, most_bins);
    model.bin_low = codec.edges.low;
    model.range_high = static_cast<std::int64_t>(std::max(groups.back().mean, groups.back().low));
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto bin = codec.edges.bin(counts[i].value);
        while (model.first_slot.size() <= bin) model.first_slot.push_back(static_cast<std::uint32_t>(i));
        const auto mean = static_cast<std::int64_t>(groups[i].mean);
        model.slots.push_back({mean, mean, groups[i].persons});
    }
    model.first_slot.push_back(static_cast<std::uint32_t>(model.slots.size()));
    return codec;
}

}  // namespace replica
