#include "engine/planning/measured_network.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>
#include <vector>

namespace replica {
namespace {

/// Least seconds of a collective over some runs, of the slowest rank.
template <typename Body>
double least_seconds(const Communicator& world, const Body& body) {
    constexpr int runs = 5;
    double least = std::numeric_limits<double>::max();
    for (int run = 0; run < runs; ++run) {
        world.barrier();
        const auto begin = std::chrono::steady_clock::now();
        body();
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        least = std::min(least, static_cast<double>(world.max(static_cast<std::uint64_t>(seconds * 1e9))) * 1e-9);
    }
    return std::max(least, 1e-9);
}

}  // namespace

NetworkRates measure_network(const Communicator& world, std::size_t bytes) {
    const auto others = static_cast<double>(world.size() - 1);
    const Bytes own(bytes);
    const double gathering = least_seconds(world, [&] { (void)world.all_gather(own); });
    const std::size_t share = bytes / sizeof(std::uint32_t) / static_cast<std::size_t>(world.size());
    const std::vector<std::uint32_t> values(share * static_cast<std::size_t>(world.size()), 1);
    const std::vector<int> counts(static_cast<std::size_t>(world.size()), static_cast<int>(share));
    const double adding = least_seconds(world, [&] { (void)world.sum_scatter(values, counts); });
    const auto size = static_cast<double>(bytes);
    const double gathered = others * size / gathering;
    const double added = others / (others + 1) * size / adding;
    constexpr int times = 200;
    const double small = least_seconds(world, [&] {
        for (int i = 0; i < times; ++i) (void)world.max(1);
    });
    // A reduction goes up and down a tree.
    const int steps = 2 * std::bit_width(static_cast<unsigned>(world.size() - 1));
    return {std::min(gathered, added) * 1e-9, small / times / std::max(1, steps) * 1e9};
}

}  // namespace replica
