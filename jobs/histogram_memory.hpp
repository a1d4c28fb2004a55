#pragma once

#include "engine/counting/counted_table.hpp"
#include "engine/counting/histograms.hpp"
#include "io/hdf5/histogram_store.hpp"
#include "jobs/log.hpp"

#include <memory>
#include <string>
#include <vector>

namespace replica {

/// What describe remembers between runs: the store in its --work folder, on the root rank.
class HistogramMemory {
public:
    /// Collective: opens the store on the root and tells the log what it holds. Without a folder nothing is remembered.
    /// Throws InputError on all ranks where the folder can't be used.
    HistogramMemory(const std::string& folder, StoreIdentity identity, std::string plan, const Communicator& world,
                    Log& log);

    /// What an earlier run counted, on the root.
    [[nodiscard]] const Histograms& known() const { return known_; }
    /// Keeps what this run counts.
    [[nodiscard]] HistogramKeeper keeper();

private:
    void write();

    std::unique_ptr<HistogramStore> store_;
    std::string plan_;
    Histograms known_;
    Histograms kept_;  ///< tables and search state as last kept
    const SubsetScores* scores_ = nullptr;
};

}  // namespace replica
