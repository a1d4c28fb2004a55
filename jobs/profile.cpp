#include "engine/mpi/agreement.hpp"
#include "io/thread_limit.hpp"
#include "jobs/describe_columns.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"
#include "jobs/profile_spec.hpp"

#include <filesystem>
#include <iostream>

namespace replica {

void profile(const ProfileOptions& options, const Communicator& world, Log& log) {
    const int threads = thread_count(options.shared);
    const ThreadLimit limit(threads);
    ExtractSource source = open_extract(options.input, world);
    const DescribedColumns described = describe_columns(source, options.input, threads, world, log);
    constexpr std::uint64_t most_rows = 50'000;
    const ExtractSample sample = sample_extract(source, most_rows, world, threads);
    log.phase("sample", {sample.rows, 0});
    agree(world, [&] {
        if (!world.is_root()) return;
        std::vector<ProfiledColumn> columns;
        for (std::size_t c = 0; c < source.columns.size(); ++c) {
            const ColumnModel& coded = described.codecs[c].model;
            columns.push_back({coded.own.empty() ? coded : coded.own.front(), described.plan.profiles[c].missing()});
        }
        const std::string name = std::filesystem::path(options.input.paths.front()).filename().string();
        std::cout << profile_spec(name, source.rows, columns, sample, options.input.encoding.min_count) << std::flush;
        if (!std::cout) throw JobError("the specification can't be written to standard output");
    });
    log.info(
        "this specification is fitted to the data and not private: read and edit it before it leaves the extract's "
        "place");
}

}  // namespace replica
