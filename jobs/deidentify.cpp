#include "engine/mpi/agreement.hpp"
#include "io/csv/text_form.hpp"
#include "io/deidentify/deidentified_extract.hpp"
#include "io/deidentify/identifiers.hpp"
#include "io/deidentify/record_text.hpp"
#include "io/deidentify/rules_toml.hpp"
#include "io/extract_passes.hpp"
#include "io/lookup_table.hpp"
#include "io/parquet/csv_to_parquet.hpp"
#include "io/sql/sql_engine.hpp"
#include "io/table_writer.hpp"
#include "io/thread_limit.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

namespace replica {
namespace fs = std::filesystem;
namespace {

std::string record_path(const DeidentifyOptions& options, const char* extension) {
    return options.out + ".record" + extension;
}

void check_out(const DeidentifyOptions& options) {
    if (options.rules_path.empty() == options.set.empty())
        throw InputError("deidentify needs --rules FILE or --set NAME, one of them");
    const fs::path out = options.out;
    if (fs::is_directory(out)) throw InputError(options.out + " is a folder; name a file for the result");
    if (is_parquet_name(out)) require_sql_engine("writing Parquet");
    const fs::path folder = out.parent_path().empty() ? fs::path(".") : out.parent_path();
    if (!fs::is_directory(folder)) throw InputError("folder " + folder.string() + " does not exist; make it first");
    for (const std::string& input : options.input.paths) {
        std::error_code absent;
        if (fs::equivalent(out, input, absent))
            throw InputError(options.out + " is read by this job and can't be written as well; name another file");
    }
    if (fs::exists(out) && options.shared.overwrite == Overwrite::refuse)
        throw InputError(options.out + " exists; --force overwrites it");
}

void read_tables(std::vector<DeidentifyRule>& rules, const Communicator& world, int threads) {
    for (DeidentifyRule& rule : rules) {
        if (rule.treatment != Treatment::lookup) continue;
        for (TableLine& line : read_lookup_table(rule.table_path, rule.key, rule.value, world, threads))
            rule.table.emplace(std::move(line.key), std::move(line.label));
    }
}

/// Collective: the key, made or read by the root.
PseudonymKey shared_key(const DeidentifyOptions& options, const Communicator& world) {
    std::optional<PseudonymKey> key;
    agree(world, [&] {
        if (options.key_path.empty())
            throw InputError(
                "pseudonyms and shifted dates need --key FILE, which is made where it isn't there; keep it "
                "for further tables, and apart from the result");
        if (world.is_root()) key = PseudonymKey::read_or_make(options.key_path);
    });
    Bytes bytes;
    if (key) bytes.assign(key->bytes().begin(), key->bytes().end());
    bytes = world.broadcast(std::move(bytes));
    std::array<std::byte, PseudonymKey::key_bytes> shared{};
    std::copy(bytes.begin(), bytes.end(), shared.begin());
    return PseudonymKey(shared);
}

/// Collective: writes the treated rows as CSV, or as Parquet by way of a CSV file beside it that goes again.
DeidentifyRecord write_rows(const DeidentifyPlan& plan, ExtractSource& source, const fs::path& out,
                            const Communicator& world, int threads) {
    if (!is_parquet_name(out)) return write_deidentified(plan, source, out, text_form(source.dialect), world, threads);
    const fs::path csv = out.parent_path() / ("." + out.filename().string() + ".csv");
    const auto remove_csv = [&] {
        std::error_code ignored;
        if (world.is_root()) fs::remove(csv, ignored);
    };
    try {
        auto record = write_deidentified(plan, source, csv, text_form(CsvDialect{}), world, threads);
        convert_to_parquet(csv, out, world, threads);
        remove_csv();
        return record;
    } catch (...) {
        remove_csv();
        throw;
    }
}

void write_text(const std::string& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) throw JobError(path + " could not be written; is the disk full?");
}

void tell(const DeidentifyOptions& options, const DeidentifyRecord& record, const std::vector<std::string>& warnings,
          Log& log) {
    for (const std::string& warning : warnings) log.warning(warning);
    log.info("wrote " + grouped(record.rows_written) + " of " + grouped(record.rows_read) + " rows to " + options.out +
             ", and what was done to " + record_path(options, ".json") + " and .txt");
}

}  // namespace

void deidentify(const DeidentifyOptions& options, const Communicator& world, Log& log) {
    const int threads = thread_count(options.shared);
    const ThreadLimit limit(threads);
    ::umask(S_IRWXG | S_IRWXO);  // what is written is still patients' data
    agree(world, [&] {
        if (world.is_root()) check_out(options);
    });
    ExtractSource source = open_extract(options.input, world);
    const auto profiles = profile_columns(source, {}, world, threads);
    auto rules = agree(world, [&] {
        return options.set.empty() ? read_rules(options.rules_path) : rule_set(options.set, source.columns, profiles);
    });
    read_tables(rules, world, threads);
    DeidentifyPlan plan = agree(world, [&] { return plan_deidentification(std::move(rules), source, profiles); });
    if (needs_key(plan.rules)) plan.key = shared_key(options, world);
    log.phase("profile", {source.rows, source_bytes(source)});

    const auto warnings = untreated_identifiers(source.columns, profiles, treated_columns(plan.rules, source.columns));
    const DeidentifyRecord record = write_rows(plan, source, options.out, world, threads);
    log.phase("write", {record.rows_written, 0});
    agree(world, [&] {
        if (!world.is_root()) return;
        write_text(record_path(options, ".json"), record_json(plan.rules, record, warnings));
        write_text(record_path(options, ".txt"), record_page(plan.rules, record, warnings));
    });
    tell(options, record, warnings, log);
}

}  // namespace replica
