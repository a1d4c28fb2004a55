// Learns a network from codes that are made in memory, and prints what it took: for bench/scaling.sh, which runs it
// with more and more cores. The codes are a function of row and column, so every spread of the rows over ranks has the
// same table; every third code or so repeats another column's.
//
//   mpirun -n 4 scaling --rows 1000000 --columns 40 --codes 4 --degree 2 --threads 1 --decomposition grid
//
// Prints a line of CSV, whose columns --header names: seconds of counting and search together, CPU seconds of all
// ranks in it, payload bytes of all ranks (Communicator::payload_bytes), and the most memory that the ranks had at
// once, added up (pages that several ranks share count for each).

#include "engine/network_learning.hpp"
#include "kernels/row_hash.hpp"

#include <cstdio>
#include <ctime>
#include <map>
#include <numeric>
#include <string>

#include <CLI/CLI.hpp>
#include <sys/resource.h>

namespace {

using namespace replica;

struct Options {
    std::uint64_t rows = 1'000'000;
    std::size_t columns = 40;
    std::uint32_t codes = 4;
    std::uint32_t most_codes = 0;
    std::uint32_t degree = 2;
    int threads = 1;
    Decomposition decomposition = Decomposition::shared;
    int row_parts = 0;
};

/// From `codes` to `most_codes` by turns.
std::vector<std::uint32_t> domains_of(const Options& options) {
    const std::uint32_t most = std::max(options.codes, options.most_codes);
    std::vector<std::uint32_t> domains;
    for (std::size_t c = 0; c < options.columns; ++c)
        domains.push_back(options.codes + static_cast<std::uint32_t>(c) % (most - options.codes + 1));
    return domains;
}

void make_row(std::uint64_t row, const std::vector<std::uint32_t>& domains, std::vector<std::uint16_t>& codes) {
    for (std::size_t c = 0; c < domains.size(); ++c) {
        const std::uint64_t drawn = mix_bits(row * domains.size() + c + 1);
        codes[c] = static_cast<std::uint16_t>((drawn & 0xFFFFFFU) * domains[c] >> 24U);
        if (c > 1 && (drawn >> 40U) % 3 == 0) codes[c] = static_cast<std::uint16_t>(codes[c - 1 - c % 2] % domains[c]);
    }
}

/// Collective: each rank makes its share of the rows.
EncodedTable make_table(const Options& options, const Communicator& world, const Placement& placement) {
    const auto rank = static_cast<std::uint64_t>(world.rank());
    const auto ranks = static_cast<std::uint64_t>(world.size());
    const std::uint64_t first = options.rows * rank / ranks;
    const std::uint64_t count = options.rows * (rank + 1) / ranks - first;
    const std::uint64_t place = placement.part().exclusive_sum(count);
    const auto domains = domains_of(options);
    EncodedTable table(placement.part(), placement.holder(), domains, placement.part().sum(count), {place, count});
    std::vector<std::uint16_t> codes(domains.size());
    for (std::uint64_t row = 0; row < count; ++row) {
        make_row(first + row, domains, codes);
        for (std::size_t c = 0; c < codes.size(); ++c) table.store(c, place + row, codes[c]);
    }
    table.complete();
    return table;
}

double seconds_of(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::uint64_t most_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// Collective; `name`: of the decomposition.
void run(const Options& options, const std::string& name, const Communicator& world) {
    int row_parts = 1;
    if (options.decomposition == Decomposition::grid)
        row_parts = options.row_parts > 0 ? options.row_parts : count_holders(world, options.decomposition);
    const Placement placement(world, options.decomposition, row_parts);
    std::vector<std::uint32_t> all(options.columns);
    std::iota(all.begin(), all.end(), 0U);
    const CountedTable table(make_table(options, world, placement), all, placement, 0, Merging::never, options.threads);

    LearningOptions learning;
    learning.degree = options.degree;
    learning.threads = options.threads;
    world.barrier();
    const std::uint64_t payload = Communicator::payload_bytes();
    const double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    const double begin = seconds_of(CLOCK_MONOTONIC);
    LearningFigures figures;
    learn_network(table, all, learning, placement, {}, {}, figures);
    world.barrier();
    const double seconds = seconds_of(CLOCK_MONOTONIC) - begin;
    const auto cpu_us = static_cast<std::uint64_t>((seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e6);
    const std::uint64_t all_cpu_us = world.sum(cpu_us);
    const std::uint64_t sent = world.sum(Communicator::payload_bytes() - payload);
    const std::uint64_t memory = world.sum(most_memory());
    if (world.is_root())
        std::printf("%s,%d,%d,%d,%llu,%zu,%u,%.4f,%.4f,%llu,%llu\n", name.c_str(), world.size(), options.threads,
                    row_parts, static_cast<unsigned long long>(options.rows), options.columns, options.degree, seconds,
                    static_cast<double>(all_cpu_us) * 1e-6, static_cast<unsigned long long>(sent),
                    static_cast<unsigned long long>(memory));
}

}  // namespace

int main(int argc, char** argv) {
    const MpiEnvironment environment(argc, argv);
    const Communicator world = Communicator::world();
    const std::map<std::string, Decomposition> names{
        {"shared", Decomposition::shared}, {"replicated", Decomposition::replicated}, {"grid", Decomposition::grid}};
    Options options;
    std::string decomposition = "shared";
    bool header = false;
    CLI::App app("Learns a network from made codes and prints seconds, CPU seconds, payload bytes and memory.");
    app.add_option("--rows", options.rows, "of all ranks together");
    app.add_option("--columns", options.columns)->check(CLI::Range(1, 10'000));
    app.add_option("--codes", options.codes, "of a column")->check(CLI::Range(1, 65'535));
    app.add_option("--most-codes", options.most_codes, "columns have --codes to so many, by turns");
    app.add_option("--degree", options.degree, "most parents of a column");
    app.add_option("--threads", options.threads, "of each rank")->check(CLI::Range(1, 1024));
    app.add_option("--decomposition", decomposition)->check(CLI::IsMember({"shared", "replicated", "grid"}));
    app.add_option("--row-parts", options.row_parts, "of a grid; 0: as many as can be");
    app.add_flag("--header", header, "print the names of the figures before them");
    CLI11_PARSE(app, argc, argv);
    options.decomposition = names.at(decomposition);
    if (header && world.is_root())
        std::printf(
            "decomposition,ranks,threads,row_parts,rows,columns,degree,seconds,cpu_seconds,payload_bytes,"
            "memory_bytes\n");
    try {
        run(options, decomposition, world);
    } catch (const std::exception& error) {
        if (world.is_root()) std::fprintf(stderr, "scaling: %s\n", error.what());
        return 1;
    }
    return 0;
}
