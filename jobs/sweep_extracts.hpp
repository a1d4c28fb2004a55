#pragma once

#include "engine/simulation/simulator.hpp"
#include "io/extract_source.hpp"
#include "io/sweep/sweep_toml.hpp"
#include "jobs/options.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// How an extract of a sweep is read.
InputOptions input_options(const SweepExtract& extract);

/// The extracts of a sweep, and what its points need of them: first rows and columns, or simulated rows, written where
/// a point asks for them first.
class SweepExtracts {
public:
    /// Collective: opens the extracts and counts their rows. Throws InputError where one can't be read, or has fewer
    /// rows or columns than the axes ask for.
    SweepExtracts(const SweepSpec& sweep, int threads, const Communicator& world);

    /// Collective: the files that a point learns from, made below `folder` where they aren't there.
    [[nodiscard]] std::vector<std::string> files_of(const SweepPoint& point, const std::filesystem::path& folder);
    [[nodiscard]] std::uint64_t columns_of(const SweepPoint& point) const;

private:
    struct Opened {
        std::optional<ExtractSource> source;         ///< of files
        std::shared_ptr<const Simulator> simulator;  ///< of a specification
    };

    [[nodiscard]] Opened open(const SweepExtract& extract) const;
    void check(const SweepExtract& extract, const Opened& opened) const;
    [[nodiscard]] bool is_there(const std::filesystem::path& file) const;
    [[nodiscard]] std::vector<std::string> simulate(const SweepPoint& point, const std::filesystem::path& folder) const;

    const SweepSpec& sweep_;
    int threads_;
    const Communicator& world_;
    std::vector<Opened> opened_;
};

}  // namespace replica
