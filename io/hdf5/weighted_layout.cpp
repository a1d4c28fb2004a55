#include "io/hdf5/weighted_layout.hpp"

namespace replica {

void store_slots(const Hdf5Group& group, const std::string& name, const std::vector<Slot>& slots) {
    std::vector<std::int64_t> lows;
    std::vector<std::int64_t> highs;
    std::vector<std::uint64_t> weights;
    for (const Slot& slot : slots) {
        lows.push_back(slot.low);
        highs.push_back(slot.high);
        weights.push_back(slot.weight);
    }
    group.write(name + "_low", lows);
    group.write(name + "_high", highs);
    group.write(name + "_weight", weights);
}

std::vector<Slot> load_slots(const Hdf5Group& group, const std::string& name) {
    const auto lows = group.read<std::int64_t>(name + "_low");
    const auto highs = group.read<std::int64_t>(name + "_high");
    const auto weights = group.read<std::uint64_t>(name + "_weight");
    if (lows.size() != highs.size() || lows.size() != weights.size()) throw Hdf5Error("cannot read slots of " + name);
    std::vector<Slot> slots;
    for (std::size_t i = 0; i < lows.size(); ++i) slots.push_back({lows[i], highs[i], weights[i]});
    return slots;
}

}  // namespace replica
