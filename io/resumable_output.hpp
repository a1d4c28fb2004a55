#pragma once

#include "engine/mpi/communicator.hpp"
#include "io/output_lock.hpp"
#include "io/overwrite.hpp"
#include "io/part_journal.hpp"
#include "io/scratch_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace replica {

/// Where an output of many files goes, and how ranks take turns at them.
struct OutputPlan {
    std::filesystem::path folder;
    std::string identity;  ///< what the bytes depend on, on one line
    Overwrite overwrite = Overwrite::refuse;
    std::filesystem::path scratch;   ///< folder on each node's own disk where files are made first; empty: none
    std::vector<std::string> files;  ///< names in the folder, or in folders of their own in it
    std::vector<std::vector<std::size_t>> units;  ///< of files, which one rank makes together
};

/// An output of many files that a stopped or killed run has begun and the next one, on any number of ranks, finishes:
/// files bear partial names until all are whole, and a journal in the folder tells which ones are. Those are read and
/// held against their checksums before they are taken; the other units are dealt round robin over the ranks. Another
/// run is kept from the folder meanwhile.
class ResumableOutput {
public:
    /// Collective: makes the folder ready. Throws what prepare_replica_folder and ScratchFolder throw, and JobError;
    /// the same on all ranks.
    ResumableOutput(OutputPlan plan, const Communicator& comm);

    /// Files that an earlier run has finished, of all ranks.
    [[nodiscard]] std::size_t taken_files() const { return taken_; }

    /// Makes a unit: write(file, path) writes that file under partial_path(path), synced, and tells its rows and
    /// digest. Then the files are noted, after they were moved where they were made on scratch. Threads may make
    /// several units at once. Throws JobError, which names the node where scratch is the reason.
    struct Written {
        std::uint64_t rows = 0;
        FileDigest digest;
    };
    using WriteUnit = std::function<std::vector<Written>(const std::vector<std::filesystem::path>& paths)>;
    void make(std::uint64_t unit, const WriteUnit& write);

    /// Makes this rank's units by `write(units)`, and removes its scratch folder at once where that ends: waiting for
    /// ranks that are gone, a process is killed before it could.
    void make_all(const std::function<void(const std::vector<std::uint64_t>& units)>& write);

    /// Collective: all files, in the plan's order.
    [[nodiscard]] std::vector<ReplicaPart> gather() const;

    /// Collective: puts all files in place, and the manifest last. Throws JobError on all ranks.
    void publish(const ReplicaManifest& manifest);

    /// Collective: removes what was made or taken, and the journals.
    void discard();

private:
    void take_finished(const std::vector<ReplicaPart>& finished);
    [[nodiscard]] std::filesystem::path final_path(std::size_t file) const { return plan_.folder / plan_.files[file]; }

    OutputPlan plan_;
    const Communicator& comm_;
    std::unique_ptr<OutputLock> lock_;  ///< on the root
    std::unique_ptr<ScratchFolder> scratch_;
    std::unique_ptr<PartJournal> journal_;
    std::vector<std::uint64_t> own_;
    std::size_t taken_ = 0;
    // By file; those of other ranks are 0, so a sum over the ranks completes them.
    std::vector<std::uint64_t> rows_, bytes_, xxh3_;
};

}  // namespace replica
