#include "engine/structure.hpp"

#include "kernels/entropy.hpp"

#include <algorithm>
#include <optional>

namespace replica {
namespace {

using Subset = std::vector<std::uint16_t>;

class GreedySearch {
public:
    GreedySearch(const ScoreSource& source, std::span<const std::uint32_t> domains, std::uint64_t rows,
                 const StructureOptions& options, SearchState start)
        : source_(source),
          domains_(domains),
          rows_(static_cast<std::uint32_t>(rows)),
          options_(options),
          state_(std::move(start)) {
        state_.best.resize(domains.size());
        std::vector<bool> is_placed(domains.size(), false);
        for (const NetworkNode& node : state_.nodes) {
            is_placed[node.child] = true;
            placed_.push_back(static_cast<std::uint16_t>(node.child));
        }
        for (std::uint16_t column = 0; column < domains.size(); ++column)
            if (!is_placed[column]) remaining_.push_back(column);
    }

    std::vector<NetworkNode> run() {
        for (std::size_t i = placed_.size(); i < options_.first.size(); ++i) {
            state_.best[options_.first[i]] = {};
            place(options_.first[i]);
        }
        if (!remaining_.empty() && placed_.empty()) place(root());
        while (!remaining_.empty()) {
            const auto next = std::max_element(remaining_.begin(), remaining_.end(), [&](auto a, auto b) {
                return state_.best[a].score < state_.best[b].score;  // the first of equals is the lower column
            });
            place(*next);
        }
        return std::move(state_.nodes);
    }

private:
    // Nothing where the subset's table is too large or wasn't counted.
    std::optional<double> score(std::uint16_t child, const Subset& parents) {
        double cells = domains_[child];
        for (const auto parent : parents) cells *= domains_[parent];
        if (cells > static_cast<double>(options_.family_cells)) return std::nullopt;
        family_ = parents;
        family_.insert(std::upper_bound(family_.begin(), family_.end(), child), child);
        const SubsetScore whole = source_.find(family_);
        if (!whole.known()) return std::nullopt;
        const SubsetScore x = source_.find(std::span<const std::uint16_t>(&child, 1));
        const SubsetScore p = source_.find(parents);
        return options_.score == ScoreKind::corrected ? corrected_mutual_information(x, p, whole, rows_)
                                                      : mutual_information(x, p, whole, rows_);
    }

    // The first of the pair with the highest score; the second follows as the best child of it.
    std::uint16_t root() {
        std::uint16_t best = 0;
        double best_score = 0;
        for (const auto a : remaining_) {
            if (options_.degree == 0) break;
            for (auto b = static_cast<std::uint16_t>(a + 1); b < domains_.size(); ++b) {
                const auto pair = score(b, {a});
                if (pair && *pair > best_score) {
                    best_score = *pair;
                    best = a;
                }
            }
        }
        return best;
    }

    void place(std::uint16_t child) {
        remaining_.erase(std::find(remaining_.begin(), remaining_.end(), child));
        state_.nodes.push_back({child, ordered_parents(child), state_.best[child].score});
        state_.best[child] = {};
        if (!remaining_.empty() && source_.placing) source_.placing(child, placed_, remaining_);
        extend_candidates(child);
        placed_.push_back(child);
        if (source_.placed) source_.placed(state_);
    }

    // Only parent sets with the newest column are new.
    void extend_candidates(std::uint16_t newest) {
        Subset others;
        for (std::uint32_t size = 0; size < options_.degree && size <= placed_.size(); ++size) {
            choose_others(newest, others, 0, size);
        }
    }

    // Completes `others` by `missing` more columns placed at or after position `from`.
    void choose_others(std::uint16_t newest, Subset& others, std::size_t from, std::size_t missing) {
        if (missing == 0) {
            Subset parents = others;
            parents.push_back(newest);
            std::sort(parents.begin(), parents.end());
            for (const auto child : remaining_) consider(child, parents);
            return;
        }
        for (std::size_t i = from; i + missing <= placed_.size(); ++i) {
            others.push_back(placed_[i]);
            choose_others(newest, others, i + 1, missing - 1);
            others.pop_back();
        }
    }

    void consider(std::uint16_t child, const Subset& parents) {
        const auto candidate = score(child, parents);
        if (candidate && *candidate > state_.best[child].score) state_.best[child] = {parents, *candidate};
    }

    std::vector<std::uint32_t> ordered_parents(std::uint16_t child) {
        std::vector<std::uint32_t> parents(state_.best[child].parents.begin(), state_.best[child].parents.end());
        std::stable_sort(parents.begin(), parents.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return pair_score(child, a) > pair_score(child, b); });
        return parents;
    }

    double pair_score(std::uint16_t child, std::uint32_t parent) {
        return score(child, {static_cast<std::uint16_t>(parent)}).value_or(0.0);
    }

    const ScoreSource& source_;
    std::span<const std::uint32_t> domains_;
    std::uint32_t rows_;
    StructureOptions options_;
    std::vector<std::uint16_t> remaining_;  // ascending
    std::vector<std::uint16_t> placed_;     // in network order
    SearchState state_;
    Subset family_;
};

}  // namespace

std::vector<NetworkNode> learn_structure(const ScoreSource& source, std::span<const std::uint32_t> domains,
                                         std::uint64_t rows, const StructureOptions& options, SearchState start) {
    return GreedySearch(source, domains, rows, options, std::move(start)).run();
}

std::vector<NetworkNode> learn_structure(const SubsetScores& scores, std::span<const std::uint32_t> domains,
                                         std::uint64_t rows, const StructureOptions& options) {
    const ScoreSource source{[&](std::span<const std::uint16_t> subset) { return scores.find(subset); }};
    return learn_structure(source, domains, rows, options);
}

}  // namespace replica
