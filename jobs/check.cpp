#include "engine/mpi/agreement.hpp"
#include "io/machine_resources.hpp"
#include "io/omop/quality_report.hpp"
#include "io/postgres/postgres.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace replica {
namespace {

void write_json(const CheckOptions& options, const std::string& json) {
    std::ofstream out(options.json, std::ios::binary | std::ios::trunc);
    out << json;
    out.close();
    if (!out) throw JobError(options.json + " could not be written; is the disk full?");
}

void check_options(const CheckOptions& options) {
    require_sql_engine("check");
    if (is_postgres_address(options.source))
        throw InputError(
            "check reads folders and DuckDB files; write the tables of a server as files first, with extract");
    if (options.json.empty()) return;
    if (std::filesystem::exists(options.json) && options.shared.overwrite == Overwrite::refuse)
        throw InputError(options.json + " exists; --force overwrites it");
}

std::size_t check_tables(const CheckOptions& options) {
    check_options(options);
    SqlLimits limits;
    limits.memory_bytes = options.memory.empty() ? available_memory() / 2 : parse_memory(options.memory);
    limits.threads = thread_count(options.shared);
    SqlEngine engine(limits);
    const OmopSource source = open_omop(engine, options.source, options.cdm, options.schema, ReadErrors::kept);
    const std::vector<QualityCheck> checks = check_quality(engine, source);
    const std::string text = quality_text(source, checks);
    std::fwrite(text.data(), 1, text.size(), stdout);
    if (std::fflush(stdout) != 0) throw JobError("standard output could not be written; is the disk full?");
    if (!options.json.empty()) write_json(options, quality_json(source, checks));
    return count_checks(checks, Verdict::error);
}

}  // namespace

void check(const CheckOptions& options, const Communicator& world, Log& log) {
    agree(world, [&] {
        if (!world.is_root()) return;
        const std::size_t errors = check_tables(options);
        if (options.strict && errors > 0)
            throw InputError(options.source + " has " + std::to_string(errors) + (errors == 1 ? " error" : " errors") +
                             "; correct them, or leave out --strict");
    });
    log.phase("check");
}

}  // namespace replica
