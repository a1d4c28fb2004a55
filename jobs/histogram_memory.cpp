#include "jobs/histogram_memory.hpp"

#include "engine/mpi/agreement.hpp"

#include <algorithm>
#include <utility>

namespace replica {
namespace {

std::uint64_t known_sets(const std::vector<std::vector<SubsetScore>>& scores) {
    std::uint64_t known = 0;
    for (const auto& of_size : scores)
        known += static_cast<std::uint64_t>(
            std::count_if(of_size.begin(), of_size.end(), [](const SubsetScore& score) { return score.known(); }));
    return known;
}

}  // namespace

HistogramMemory::HistogramMemory(const std::string& folder, StoreIdentity identity, std::string plan,
                                 const Communicator& world, Log& log)
    : plan_(std::move(plan)) {
    agree(world, [&] {
        if (folder.empty() || !world.is_root()) return;
        store_ = std::make_unique<HistogramStore>(folder, std::move(identity));
        for (const std::string& note : store_->notes()) log.warning(note);
        if (auto stored = store_->take()) {
            known_ = {std::move(stored->scores), std::move(stored->tables), std::move(stored->search_state)};
            log.info(folder + " remembers " + grouped(known_sets(known_.scores)) + " sets of columns and " +
                     grouped(known_.tables.size()) + " tables");
        }
        kept_.tables = known_.tables;
        kept_.search_state = known_.search_state;
    });
}

HistogramKeeper HistogramMemory::keeper() {
    if (!store_ || !store_->writable()) return {};
    HistogramKeeper keeper;
    keeper.keep_scores = [this](const SubsetScores& scores) {
        scores_ = &scores;
        write();
        scores_ = nullptr;
        for (std::size_t size = 1; size <= scores.max_size(); ++size) {
            if (known_.scores.size() < size) known_.scores.resize(size);
            known_.scores[size - 1].assign(scores.of_size(size).begin(), scores.of_size(size).end());
        }
    };
    keeper.keep_tables = [this](const std::vector<SetTable>& tables) {
        for (const SetTable& table : tables) {
            const bool stored = std::any_of(kept_.tables.begin(), kept_.tables.end(),
                                            [&](const SetTable& other) { return other.columns == table.columns; });
            if (!stored) kept_.tables.push_back(table);
        }
        write();
    };
    keeper.keep_search = [this](const std::vector<std::byte>& state) {
        kept_.search_state = state;
        write();
    };
    keeper.touch = [this] { store_->touch(); };
    return keeper;
}

// Sets of sizes that this run has no use for stay as they were read.
void HistogramMemory::write() {
    const std::size_t counted = scores_ == nullptr ? 0 : scores_->max_size();
    std::vector<std::span<const SubsetScore>> scores;
    for (std::size_t size = 1; size <= counted; ++size) scores.push_back(scores_->of_size(size));
    for (std::size_t size = counted + 1; size <= known_.scores.size(); ++size)
        scores.push_back(known_.scores[size - 1]);
    store_->write({scores, kept_.tables, plan_, kept_.search_state});
}

}  // namespace replica
