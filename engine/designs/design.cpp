#include "engine/designs/design.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace replica {

Design cut_design(Design design, std::size_t points, std::size_t least) {
    if (points >= design.points) return design;
    Design cut{points, design.width, design.blocks, design.name, {}};
    cut.for_each_block = [whole = std::move(design), points, least](const VisitDesignBlock& visit) {
        whole.for_each_block([&](std::span<const std::uint16_t> block) {
            const auto end = std::lower_bound(block.begin(), block.end(), points);
            const auto kept = block.first(static_cast<std::size_t>(end - block.begin()));
            if (kept.size() >= least) visit(kept);
        });
    };
    return cut;
}

Design inflate_design(Design design, std::size_t size) {
    if (size == 1) return design;
    Design inflated{
        design.points * size, design.width * size, design.blocks, design.name + " x " + std::to_string(size), {}};
    inflated.for_each_block = [base = std::move(design), size](const VisitDesignBlock& visit) {
        std::vector<std::uint16_t> larger;
        base.for_each_block([&](std::span<const std::uint16_t> block) {
            larger.clear();
            for (const std::uint16_t point : block)
                for (std::size_t i = 0; i < size; ++i) larger.push_back(static_cast<std::uint16_t>(point * size + i));
            visit(larger);
        });
    };
    return inflated;
}

}  // namespace replica
