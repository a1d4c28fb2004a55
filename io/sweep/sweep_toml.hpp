#pragma once

#include "engine/sweep/sweep_grid.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace replica {

/// What a sweep learns from: files, or a specification.
struct SweepExtract {
    std::string name;
    std::vector<std::string> paths;  ///< empty where there is a specification
    std::string spec;                ///< path; empty where there are files
    std::string schema;              ///< path; may be empty
    std::vector<std::string> missing_tokens;
    std::string separator = "auto";
    std::string quoting = "rfc4180";
    std::string escapes = "none";
};

/// What points with an epsilon have in common.
struct SweepPrivacy {
    std::string budget;  ///< path
    double total_epsilon = 0;
    std::string unit;
    std::uint32_t max_rows = 0;  ///< of a unit
    double delta = 1e-9;
    std::string accounting = "zcdp";
    std::string neighbours = "add-or-remove";
    bool domain_from_data = false;
};

/// A sweep file.
struct SweepSpec {
    std::string file;
    std::uint64_t seed = 0;
    std::string synthetic_rows = "100%";
    std::vector<SweepExtract> extracts;
    SweepAxes axes;
    SweepPrivacy privacy;

    [[nodiscard]] SweepGrid grid() const;
};

/// Reads a sweep file; paths in it are relative to its folder. Throws InputError with file, line and key where
/// something can't be.
SweepSpec read_sweep(const std::filesystem::path& path);

/// A word that stands for a sweep's results: of the program's version, the file, and the size and time of all that it
/// names. Throws InputError where something isn't there.
std::string sweep_identity(const SweepSpec& sweep, const std::string& version);

}  // namespace replica
