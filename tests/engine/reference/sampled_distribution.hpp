#pragma once

#include "engine/synthesis.hpp"
#include "tests/engine/reference/joint_distribution.hpp"

namespace replica::reference {

/// Shares of the tuples of codes among rows that are drawn; rows: a multiple of sampling_block_rows.
inline JointDistribution sampled(const Model& model, std::size_t rows) {
    const Synthesizer synthesizer(model);
    SampledBlock block;
    JointDistribution joint;
    for (std::size_t first = 0; first < rows; first += sampling_block_rows) {
        synthesizer.sample_codes(9, first, sampling_block_rows, block);
        for (std::size_t r = 0; r < sampling_block_rows; ++r) {
            std::vector<std::uint16_t> codes(model.columns.size(), 0);
            for (std::size_t c = 0; c < codes.size(); ++c)
                if (!block.codes[c].empty()) codes[c] = block.codes[c][r];
            joint[codes] += 1.0 / static_cast<double>(rows);
        }
    }
    return joint;
}

}  // namespace replica::reference
