#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace replica {

enum class PlannedKind : std::uint8_t {
    category,  ///< few distinct values, or texts
    number,    ///< numbers and dates that go into bins
};

/// A column as far as time and memory depend on it.
struct PlannedColumn {
    std::uint32_t domain = 8;  ///< codes, that of missing included; 1: nothing to learn
    PlannedKind kind = PlannedKind::category;
    double bytes = 3;       ///< of its text in a row, separator included
    double distinct = 8;    ///< values that a profile keeps, at most 65,536
    bool surveyed = false;  ///< needs a pass of its own, since not all its values could be kept
};

/// The chain of jobs that is planned.
struct PlannedWork {
    std::uint64_t rows = 0;
    std::uint64_t synthetic_rows = 0;
    std::vector<PlannedColumn> columns;
    std::uint32_t degree = 2;
};

/// What it runs on. Rates of 0 are those that were measured.
struct PlannedMachine {
    int nodes = 1;
    int ranks = 1;  ///< on each node
    int threads = 1;
    std::uint64_t memory = std::uint64_t{1} << 63U;  ///< bytes on each node
    double network_bytes_per_ns = 0;                 ///< into a node
    double file_system_bytes_per_ns = 0;             ///< read or written by all nodes; 0: bounds writing as measured
    double memory_bytes_per_ns = 0;                  ///< read by all cores of a node
    double max_hours = 8760;                         ///< longer counting is refused
};

/// What a phase can wait for.
enum class Resource : std::uint8_t { cpu, serial, memory_bandwidth, network, file_system, start };

const char* name_of(Resource resource);

/// A phase of a job: on each resource so many seconds, were it alone. Cores, memory and files work at the same time, so
/// the slowest of them counts; what one core does for all and the network come on top.
struct PlannedPhase {
    std::string name{};
    double cpu = 0;
    double serial = 0;
    double memory_bandwidth = 0;
    double network = 0;
    double file_system = 0;
    double start = 0;

    /// start + serial + network + max(cpu, memory_bandwidth, file_system).
    [[nodiscard]] double seconds() const;
    /// The resource with the most seconds.
    [[nodiscard]] Resource slowest() const;
};

struct PlannedJob {
    std::string name{};
    std::vector<PlannedPhase> phases{};
    double node_memory = 0;  ///< bytes, at most
    double root_memory = 0;  ///< bytes of the first rank, where that is more than its share of a node's
    double sent = 0;         ///< bytes into all nodes together
    double disk = 0;         ///< bytes written and kept
    std::string way{};       ///< how it is counted, for a person; empty where nothing is

    [[nodiscard]] double seconds() const;
    [[nodiscard]] Resource slowest() const;
};

/// Bytes on disk.
struct PlannedDisk {
    double extract = 0;
    double store = 0;  ///< of describe --work
    double model = 0;
    double replica = 0;
    double scratch = 0;  ///< of generate --scratch, on each node: parts in the making
};

struct ChainPlan {
    PlannedJob describe, generate, evaluate;
    PlannedDisk disk;

    [[nodiscard]] double seconds() const { return describe.seconds() + generate.seconds() + evaluate.seconds(); }
};

}  // namespace replica
