#pragma once

#include "tests/engine/hand_made_model.hpp"

#include <algorithm>
#include <random>

namespace replica::testing_models {

/// Columns of 1 to 4 codes; each of up to three earlier columns as parents, of whose configurations some don't occur.
inline Model random_network(unsigned seed) {
    std::mt19937 random(seed);
    const auto draw = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
    Model model;
    for (std::uint32_t c = 0; c < 8; ++c) {
        std::vector<std::string> values;
        for (unsigned v = 0; v < (c == 3 ? 1 : 2 + draw(3)); ++v)
            values.push_back(std::string(1, static_cast<char>('a' + v)));
        model.columns.push_back(categorical("c" + std::to_string(c), values));
    }
    std::vector<std::uint32_t> placed;
    for (std::uint32_t c = 0; c < 8; ++c) {
        const auto codes = model.columns[c].domain_size();
        if (codes == 1) continue;
        std::vector<std::uint32_t> parents = placed;
        std::shuffle(parents.begin(), parents.end(), random);
        parents.resize(std::min<std::size_t>(parents.size(), draw(4)));
        std::vector<FamilyCell> cells;
        for (unsigned i = 0; i < 1 + draw(40); ++i) {
            FamilyCell cell{{}, static_cast<std::uint16_t>(draw(codes)), 1 + draw(50)};
            for (const auto parent : parents) cell.parents.push_back(draw(model.columns[parent].domain_size()));
            cells.push_back(cell);
        }
        model.families.push_back(make_family(model.columns, c, parents, cells));
        placed.push_back(c);
    }
    return model;
}

}  // namespace replica::testing_models
