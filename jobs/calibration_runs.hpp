#pragma once

#include "engine/planning/planned_work.hpp"
#include "engine/planning/rate_fit.hpp"
#include "jobs/options.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace replica {

class Communicator;

/// What the columns of an extract that is made for measuring hold.
enum class MadeColumns : std::uint8_t {
    short_texts,  ///< 2 to 10 categories of 2 bytes
    long_texts,   ///< the same of 24 bytes
    numbers,      ///< some thousand different decimals
    many_values,  ///< more different decimals than a profile keeps
};

struct MadeExtract {
    MadeColumns columns = MadeColumns::short_texts;
    std::uint32_t count = 12;
    std::uint64_t rows = 0;
};

/// Processor seconds of a job's phases, by name: of one thread what its wall time is on a quiet machine, and the same
/// beside other programs. What a disk takes is measured by itself.
using PhaseSeconds = std::map<std::string, double>;

/// Runs jobs on made extracts, in silence, in a folder of its own.
class CalibrationRuns {
public:
    /// repeats: of each run, the least of which counts, since other programs only ever slow one down.
    CalibrationRuns(std::filesystem::path folder, const Communicator& self, int repeats);

    /// The extract, made where it isn't there yet, as describe sees it.
    PlannedWork work(const MadeExtract& extract, PhaseSeconds& phases);
    PhaseSeconds describe(const MadeExtract& extract, std::uint32_t degree, int threads);
    /// From the model that was described last.
    PhaseSeconds generate(const MadeExtract& extract, std::uint64_t rows, int threads);
    /// Of the replica that was generated last.
    PhaseSeconds evaluate(const MadeExtract& extract, int threads);

private:
    std::filesystem::path made(const MadeExtract& extract);

    std::filesystem::path folder_;
    const Communicator& self_;
    int repeats_;
};

}  // namespace replica
