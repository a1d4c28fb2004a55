#pragma once

#include "engine/mpi/communicator.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace replica {

/// Rows simulated from a specification, in a folder that goes with the object.
class SpecificationRows {
public:
    /// Collective: `rows` of the specification's one table, in a new folder below `folder`. They are not those of any
    /// seed that a person would give. Throws InputError where the specification is wrong or has several tables.
    SpecificationRows(const std::string& spec_path, std::uint64_t rows, const std::filesystem::path& folder,
                      int threads, const Communicator& world);
    ~SpecificationRows();
    SpecificationRows(const SpecificationRows&) = delete;
    SpecificationRows& operator=(const SpecificationRows&) = delete;

    [[nodiscard]] std::string path() const { return folder_.string(); }

private:
    std::filesystem::path folder_;
    bool is_root_;
};

}  // namespace replica
