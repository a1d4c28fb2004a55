#include "engine/mpi/agreement.hpp"
#include "io/machine_resources.hpp"
#include "io/omop/omop_source.hpp"
#include "io/postgres/postgres.hpp"
#include "io/sql/sql_script.hpp"
#include "io/table_writer.hpp"
#include "jobs/cohorts.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace fs = std::filesystem;
namespace {

fs::path folder_of(const fs::path& file) { return file.parent_path().empty() ? fs::path(".") : file.parent_path(); }

void check_out(const ExtractOptions& options) {
    const fs::path out = options.out;
    if (fs::is_directory(out)) throw InputError(options.out + " is a folder; name a file for the extract");
    if (!fs::is_directory(folder_of(out)))
        throw InputError("folder " + folder_of(out).string() + " does not exist; make it first");
    if (fs::exists(out) && options.shared.overwrite == Overwrite::refuse)
        throw InputError(options.out + " exists; --force overwrites it");
    if (is_parquet_name(out)) require_sql_engine("writing Parquet");
}

SqlScript script_of(const ExtractOptions& options) {
    if (!options.sql_path.empty()) return read_sql_script(options.sql_path);
    if (options.cohort.empty()) throw InputError("extract needs --sql FILE or --cohort NAME, one of them");
    for (const Cohort& cohort : cohorts())
        if (cohort.name == options.cohort) return parse_sql_script("cohort " + options.cohort, std::string(cohort.sql));
    throw InputError("there is no ready cohort " + options.cohort + "; there are " + cohort_names());
}

std::vector<std::pair<std::string, std::string>> parameters_of(const ExtractOptions& options) {
    std::vector<std::pair<std::string, std::string>> values;
    for (const std::string& text : options.parameters) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            throw InputError("--param " + text + " is no parameter; write it as NAME=VALUE");
        values.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return values;
}

// A folder that is gone with the object.
class ScratchFolder {
public:
    explicit ScratchFolder(const ExtractOptions& options)
        : path_((options.scratch.empty() ? folder_of(options.out) : fs::path(options.scratch)) /
                (".replica-extract-" + std::to_string(::getpid()))) {
        if (!options.scratch.empty() && !fs::is_directory(options.scratch))
            throw InputError("--scratch " + options.scratch + " is no folder; make it first");
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    fs::path path_;
};

// Query, or any part of it, with the place in its file in front of what is wrong.
template <typename Body>
auto with_place(const SqlScript& script, Body&& body) {
    try {
        return body();
    } catch (const SqlError& error) {
        const std::string line = error.line() > 0 ? ", line " + std::to_string(error.line()) : "";
        throw InputError(script.place + line + ": " + error.what());
    }
}

WrittenTable write_rows(RowSource& rows, const ExtractOptions& options, Log& log) {
    // How many rows a query gives isn't known before its end.
    return write_table(rows, options.out, [&log](std::uint64_t done) { log.progress("extract, rows", done, done); });
}

WrittenTable run_query(const ExtractOptions& options, Log& log) {
    const SqlScript script = script_of(options);
    const std::string sql = fill_parameters(script, parameters_of(options));
    if (is_postgres_address(options.source)) {
        return with_place(script, [&] {
            const auto rows = query_postgres(options.source, options.schema, sql);
            return write_rows(*rows, options, log);
        });
    }
    require_sql_engine("extract");
    const ScratchFolder scratch(options);
    SqlLimits limits;
    limits.memory_bytes = options.memory.empty() ? available_memory() / 2 : parse_memory(options.memory);
    limits.threads = thread_count(options.shared);
    limits.temporary_folder = scratch.path();
    SqlEngine engine(limits);
    const OmopSource source = open_omop(engine, options.source, options.cdm, options.schema);
    log.detail("tables of the OMOP Common Data Model " + source.version->name);
    return with_place(script, [&] {
        SqlRows rows = engine.query(sql);
        return write_rows(rows, options, log);
    });
}

}  // namespace

void extract(const ExtractOptions& options, const Communicator& world, Log& log) {
    // One query has one result, so one rank runs it, with the threads of its own.
    WrittenTable written;
    agree(world, [&] {
        if (!world.is_root()) return;
        ::umask(S_IRWXG | S_IRWXO);  // what is written is patients' data
        check_out(options);
        written = run_query(options, log);
    });
    log.phase("extract", {written.rows, written.bytes});
    log.info("wrote " + grouped(written.rows) + " rows to " + options.out);
    if (written.rows == 0) log.warning("the query gave no rows");
}

}  // namespace replica
