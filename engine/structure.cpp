#include "engine/structure.hpp"

#include "kernels/entropy.hpp"

#include <algorithm>
#include <optional>

namespace replica {
namespace {

using Subset = std::vector<std::uint16_t>;

struct Candidate {
    Subset parents;  // ascending
    double score = 0;
};

class GreedySearch {
public:
    GreedySearch(const SubsetScores& scores, std::span<const std::uint32_t> domains, std::uint64_t rows,
                 const StructureOptions& options)
        : scores_(scores),
          domains_(domains),
          rows_(static_cast<std::uint32_t>(rows)),
          options_(options),
          best_(domains.size()) {
        for (std::uint16_t column = 0; column < domains.size(); ++column) remaining_.push_back(column);
    }

    std::vector<NetworkNode> run() {
        if (remaining_.empty()) return {};
        place(root());
        while (!remaining_.empty()) {
            const auto next = std::max_element(remaining_.begin(), remaining_.end(), [&](auto a, auto b) {
                return best_[a].score < best_[b].score;  // the first of equals is the lower column
            });
            place(*next);
        }
        return std::move(nodes_);
    }

private:
    // Nothing where the subset's table is too large or wasn't counted.
    std::optional<double> score(std::uint16_t child, const Subset& parents) {
        double cells = domains_[child];
        for (const auto parent : parents) cells *= domains_[parent];
        if (cells > static_cast<double>(options_.family_cells)) return std::nullopt;
        family_ = parents;
        family_.insert(std::upper_bound(family_.begin(), family_.end(), child), child);
        const SubsetScore whole = scores_.find(family_);
        if (!whole.known()) return std::nullopt;
        const SubsetScore x = scores_.find(std::span(&child, 1));
        const SubsetScore p = scores_.find(parents);
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
        nodes_.push_back({child, ordered_parents(child), best_[child].score});
        extend_candidates(child);
        placed_.push_back(child);
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
        if (candidate && *candidate > best_[child].score) best_[child] = {parents, *candidate};
    }

    std::vector<std::uint32_t> ordered_parents(std::uint16_t child) {
        std::vector<std::uint32_t> parents(best_[child].parents.begin(), best_[child].parents.end());
        std::stable_sort(parents.begin(), parents.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return pair_score(child, a) > pair_score(child, b); });
        return parents;
    }

    double pair_score(std::uint16_t child, std::uint32_t parent) {
        return score(child, {static_cast<std::uint16_t>(parent)}).value_or(0.0);
    }

    const SubsetScores& scores_;
    std::span<const std::uint32_t> domains_;
    std::uint32_t rows_;
    StructureOptions options_;
    std::vector<std::uint16_t> remaining_;  // ascending
    std::vector<std::uint16_t> placed_;     // in network order
    std::vector<Candidate> best_;           // of each remaining column
    std::vector<NetworkNode> nodes_;
    Subset family_;
};

}  // namespace

std::vector<NetworkNode> learn_structure(const SubsetScores& scores, std::span<const std::uint32_t> domains,
                                         std::uint64_t rows, const StructureOptions& options) {
    return GreedySearch(scores, domains, rows, options).run();
}

}  // namespace replica
