#include "engine/counting/counting_plan.hpp"

#include "engine/cover_estimate.hpp"
#include "engine/error.hpp"
#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <optional>
#include <sstream>
#include <vector>

namespace replica {
namespace {

constexpr double network_bytes_per_ns = 1;

// Choosing the blocks, finding and storing a set's score, looking it up: what a set costs however few rows there are.
constexpr double set_ns = 1000;

// Joint tables, their marginals and what lies beside them, for each thread.
constexpr double thread_bytes = 32.0 * 1024 * 1024;

// Tables in flight on each rank of a grid: a batch, its sum and the messages of the reduction.
constexpr double batch_bytes = 64.0 * 1024 * 1024;

/// Cells of all needed sets: the elementary symmetric polynomials of the domains, cut where a set has too many.
double cells_of_sets(const CountingWork& work) {
    std::vector<double> sums(work.max_size + 1, 0.0);
    std::vector<double> sets(work.max_size + 1, 0.0);
    sums[0] = sets[0] = 1;
    for (const std::uint32_t domain : work.domains)
        for (std::uint32_t size = work.max_size; size > 0; --size) {
            sums[size] += sums[size - 1] * domain;
            sets[size] += sets[size - 1];
        }
    double cells = 0;
    for (std::uint32_t size = 1; size <= work.max_size; ++size)
        cells += std::min(sums[size], sets[size] * static_cast<double>(work.family_cells));
    return cells;
}

std::string readable_bytes(double bytes) {
    std::ostringstream text;
    text.precision(3);
    if (bytes >= 1 << 30)
        text << bytes / (1 << 30) << " GiB";
    else
        text << std::ceil(bytes / (1 << 20)) << " MiB";
    return text.str();
}

std::string readable_time(double seconds) {
    std::ostringstream text;
    if (seconds < 1) return "less than a second";
    text << "about " << std::fixed << std::setprecision(0);
    if (seconds < 120)
        text << seconds << " s";
    else if (seconds < 7200)
        text << seconds / 60 << " min";
    else
        text << seconds / 3600 << " h";
    return text.str();
}

/// 31,930; 4.52 billion.
std::string readable_count(double count) {
    std::ostringstream text;
    text.precision(3);
    if (count >= 1e9) {
        text << count / 1e9 << " billion";
        return text.str();
    }
    std::string digits = std::to_string(static_cast<std::uint64_t>(count));
    for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
    return digits;
}

std::string readable_hours(double hours) {
    std::ostringstream text;
    text << hours << " h";
    return text.str();
}

/// What is counted and how, without the time it takes.
std::string way_of(const CountingPlan& plan);

class Planner {
public:
    Planner(const CountingWork& work, const CountingMachine& machine) : work_(work), machine_(machine) {
        CoverOptions options;
        options.max_size = work.max_size;
        options.family_cells = work.family_cells;
        options.rows = work.rows;
        const CoverEstimate estimate = estimate_cover(work.domains, options);
        counting_ns_ = estimate.nanoseconds;
        sets_ = SubsetScores::size_of(work.domains.size(), work.max_size);
        overhead_ns_ = set_ns * estimate.sets;
    }

    CountingPlan best(Decomposition wanted) {
        for (const SearchKind search : {SearchKind::enumerated, SearchKind::streamed})
            for (const CountingPlan& plan : candidates(wanted, search)) consider(plan);
        if (!best_) refuse_memory();
        if (best_->seconds > machine_.max_hours * 3600) refuse_time(*best_);
        return *best_;
    }

private:
    std::vector<CountingPlan> candidates(Decomposition wanted, SearchKind search) const {
        std::vector<CountingPlan> plans;
        const bool any = wanted == Decomposition::automatic;
        if (wanted == Decomposition::shared || (any && machine_.nodes == 1))
            plans.push_back(plan(Decomposition::shared, 1, search));
        if (wanted == Decomposition::replicated || (any && machine_.nodes > 1))
            plans.push_back(plan(Decomposition::replicated, 1, search));
        const int holders = machine_.nodes > 1 ? machine_.nodes : machine_.ranks;
        if (wanted == Decomposition::grid) plans.push_back(plan(Decomposition::grid, holders, search));
        for (int parts = 2; any && machine_.nodes > 1 && parts <= holders; ++parts)
            if (holders % parts == 0) plans.push_back(plan(Decomposition::grid, parts, search));
        return plans;
    }

    CountingPlan plan(Decomposition decomposition, int row_parts, SearchKind search) const {
        CountingPlan plan{decomposition, row_parts, search, sets_};
        const double parts = row_parts;
        const double holders = machine_.nodes;
        // Where nodes are pretended, one node holds all copies.
        const double copies =
            machine_.nodes == 1 && decomposition != Decomposition::shared ? machine_.ranks / parts : 1 / parts;
        const double score_copies = machine_.nodes == 1 && decomposition != Decomposition::shared ? machine_.ranks : 1;
        const auto table = static_cast<double>(work_.table_bytes);
        const double ranks_a_node = std::ceil(static_cast<double>(machine_.ranks) / holders);
        const bool grid = decomposition == Decomposition::grid;
        plan.memory = table * copies + score_bytes(search) * score_copies +
                      ranks_a_node * machine_.threads * thread_bytes + (grid ? ranks_a_node * batch_bytes : 0);
        const double star = search == SearchKind::streamed ? work_.max_size : 1;
        const double cores = static_cast<double>(machine_.ranks) * machine_.threads;
        plan.counting_row_ns = star * counting_ns_ / std::max(1.0, static_cast<double>(work_.rows));
        const double sent = decomposition == Decomposition::replicated ? table * (holders - 1) / holders
                            : grid ? 4 * cells_of_sets(work_) * (parts - 1) / machine_.ranks
                                   : 0;
        plan.sent = sent;
        plan.seconds = (star * (counting_ns_ + overhead_ns_) / cores + sent / network_bytes_per_ns) * 1e-9;
        return plan;
    }

    /// Of each holder, and on the first a store: what it remembers and the file that is written.
    [[nodiscard]] double score_bytes(SearchKind search) const {
        const std::size_t columns = work_.domains.size();
        const double sets = search == SearchKind::enumerated
                                ? sets_
                                : SubsetScores::size_of(columns, std::min(work_.max_size, 2U)) +
                                      SubsetScores::size_of(columns - 1, work_.max_size - 1);
        return 3 * sizeof(SubsetScore) * sets;
    }

    void consider(const CountingPlan& plan) {
        if (!smallest_ || plan.memory < smallest_->memory) smallest_ = plan;
        if (plan.memory > static_cast<double>(machine_.memory)) return;
        if (!best_ || plan.seconds < best_->seconds) best_ = plan;
    }

    [[noreturn]] void refuse_memory() const {
        throw InputError("counting " + way_of(*smallest_) + ", takes about " + readable_bytes(smallest_->memory) +
                         " of memory on each node, of which " + readable_bytes(static_cast<double>(machine_.memory)) +
                         " may be used; choose a lower --degree, a larger --memory or more nodes, or give columns "
                         "role = \"drop\" in a --schema");
    }

    [[noreturn]] void refuse_time(const CountingPlan& plan) const {
        throw InputError("counting " + plan.text() + ", more than the " + readable_hours(machine_.max_hours) +
                         " of --max-hours; choose a lower --degree or more ranks, or give columns role = \"drop\" "
                         "in a --schema");
    }

    const CountingWork& work_;
    const CountingMachine& machine_;
    double counting_ns_ = 0;
    double overhead_ns_ = 0;
    double sets_ = 0;
    std::optional<CountingPlan> best_;
    std::optional<CountingPlan> smallest_;
};

const char* name_of(Decomposition decomposition) {
    switch (decomposition) {
        case Decomposition::replicated: return "rows on every holder";
        case Decomposition::grid: return "rows in parts";
        default: return "rows shared on the node";
    }
}

std::string way_of(const CountingPlan& plan) {
    std::string text = readable_count(plan.sets) + " sets of columns, " + name_of(plan.decomposition);
    if (plan.row_parts > 1) text += " (" + std::to_string(plan.row_parts) + ")";
    if (plan.search == SearchKind::streamed) text += ", column by column";
    return text;
}

}  // namespace

std::string CountingPlan::text() const { return way_of(*this) + ", " + readable_time(seconds); }

CountingPlan plan_counting(const CountingWork& work, const CountingMachine& machine, Decomposition wanted) {
    return Planner(work, machine).best(wanted);
}

}  // namespace replica
