#include "engine/evaluation/privacy_task.hpp"

namespace replica {

std::vector<NearRow> two_closest(const PrivacyTask& task, const SampleDraw& queries, const SampleDraw& candidates) {
    NearestOptions options;
    options.count = 2;
    options.threads = task.threads;
    return nearest_on_ranks(code_rows(task.values, queries), code_rows(task.values, candidates), options, task.comm);
}

std::vector<std::uint32_t> closest_of(std::span<const NearRow> two_closest) {
    std::vector<std::uint32_t> distances;
    distances.reserve(two_closest.size() / 2);
    for (std::size_t i = 0; i < two_closest.size(); i += 2) distances.push_back(two_closest[i].distance);
    return distances;
}

}  // namespace replica
