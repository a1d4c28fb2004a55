#pragma once

#include "engine/evaluation/byte_coding.hpp"
#include "engine/evaluation/nearest_on_ranks.hpp"
#include "engine/evaluation/privacy_measures.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// What all measures of single rows start from.
struct PrivacyTask {
    std::span<const ComparedColumn> columns;
    const ComparedRows& rows;
    const PrivacyLimits& limits;
    const Communicator& comm;
    int threads = 1;
    ByteCoding values;
    ByteCoding coarse;

    [[nodiscard]] bool is_split() const { return rows.holdout_origin == HoldoutOrigin::split; }
    [[nodiscard]] SampleDraw draw(const CodedSample& sample, std::size_t count, DrawnFor purpose) const {
        return draw_rows(sample, count, limits.seed, purpose);
    }
};

/// Collective: the two closest candidates of each query over all columns, one after the other. At least two candidates.
std::vector<NearRow> two_closest(const PrivacyTask& task, const SampleDraw& queries, const SampleDraw& candidates);

/// Distances of the closer ones of two.
std::vector<std::uint32_t> closest_of(std::span<const NearRow> two_closest);

}  // namespace replica
