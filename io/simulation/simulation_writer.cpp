#include "io/simulation/simulation_writer.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/ordered_pipeline.hpp"
#include "io/replica_progress.hpp"
#include "io/resumable_output.hpp"
#include "io/shard_writer.hpp"
#include "io/simulation/simulated_csv.hpp"
#include "io/simulation/simulated_parquet.hpp"
#include "io/sql/sql_engine.hpp"

#include <algorithm>
#include <memory>

#include <system_error>
#include <tbb/parallel_for.h>

namespace replica {
namespace {

/// One shard of one table.
struct ShardFile {
    std::size_t form = 0;
    std::string name;
};

class SimulationFiles {
public:
    SimulationFiles(const Simulator& simulator, const ReplicaOptions& options) : options_(options) {
        if (options.shard_rows == 0) throw InputError("a part of 0 rows was asked for; give --shard-rows at least 1");
        shards_ = std::max<std::uint64_t>(1, (options.rows + options.shard_rows - 1) / options.shard_rows);
        for (std::size_t form = 0; form < simulator.forms().size(); ++form) {
            const SimulatedTableForm& table = simulator.forms()[form];
            const std::uint64_t shards = table.fixed != nullptr ? 1 : shards_;
            first_file_.push_back(files_.size());
            for (std::uint64_t shard = 0; shard < shards; ++shard)
                files_.push_back({form, name_of(simulator.has_tables() ? table.name : "", shard, shards)});
        }
        first_file_.push_back(files_.size());
    }

    [[nodiscard]] const std::vector<ShardFile>& files() const { return files_; }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const ShardFile& file : files_) names.push_back(file.name);
        return names;
    }
    [[nodiscard]] RowRange rows_of(std::uint64_t shard) const {
        const std::uint64_t first = shard * options_.shard_rows;
        return {first, std::min(options_.shard_rows, options_.rows - first)};
    }
    [[nodiscard]] std::uint64_t shards() const { return shards_; }
    /// Indexes into files() of a shard's, in the order of the tables; fixed tables are of the first shard.
    [[nodiscard]] std::vector<std::size_t> files_of(std::uint64_t shard) const {
        std::vector<std::size_t> found;
        for (std::size_t form = 0; form + 1 < first_file_.size(); ++form)
            if (first_file_[form] + shard < first_file_[form + 1]) found.push_back(first_file_[form] + shard);
        return found;
    }

private:
    [[nodiscard]] std::string name_of(const std::string& table, std::uint64_t shard, std::uint64_t shards) const {
        if (table.empty()) return part_name(shard, options_.format);
        if (shards > 1) return table + "/" + part_name(shard, options_.format);
        return table + (options_.format == ReplicaFormat::parquet ? ".parquet" : ".csv");
    }

    const ReplicaOptions& options_;
    std::uint64_t shards_ = 1;
    std::vector<ShardFile> files_;         ///< table by table
    std::vector<std::size_t> first_file_;  ///< by table; and behind the last
};

OutputPlan output_plan(const SimulationFiles& files, const ReplicaOptions& options) {
    OutputPlan output{options.directory, options.identity, options.overwrite, options.scratch, files.names(), {}};
    for (std::uint64_t shard = 0; shard < files.shards(); ++shard) output.units.push_back(files.files_of(shard));
    return output;
}

using Paths = std::vector<std::filesystem::path>;
using Written = std::vector<ResumableOutput::Written>;

class SimulationWriter {
public:
    SimulationWriter(const Simulator& simulator, const SimulationFiles& files, const ReplicaOptions& options,
                     ProgressTeller& progress)
        : simulator_(simulator), files_(files), options_(options), progress_(progress), csv_(simulator, options.seed) {}

    /// paths: of the shard's files, in the order of files_of(shard).
    [[nodiscard]] Written write(std::uint64_t shard, const Paths& paths) {
        return options_.format == ReplicaFormat::parquet ? write_parquet_shard(shard, paths)
                                                         : write_csv_shard(shard, paths);
    }

private:
    Written write_csv_shard(std::uint64_t shard, const Paths& paths) {
        const std::vector<std::size_t> own = files_.files_of(shard);
        Written written(own.size());
        std::vector<std::unique_ptr<ShardWriter>> writers;
        for (std::size_t i = 0; i < own.size(); ++i) {
            const std::size_t form = files_.files()[own[i]].form;
            writers.push_back(std::make_unique<ShardWriter>(paths[i]));
            writers.back()->write(csv_.header(form));
            if (simulator_.forms()[form].fixed == nullptr) continue;
            writers.back()->write(csv_.fixed_rows(form));
            written[i].rows = simulator_.forms()[form].fixed->rows.size();
        }
        RowRange left = files_.rows_of(shard);
        const auto next = [&]() -> std::optional<RowRange> {
            if (left.count == 0) return std::nullopt;
            const RowRange taken{left.first, std::min(left.count, csv_.rows_of_a_block())};
            left = {left.first + taken.count, left.count - taken.count};
            return taken;
        };
        run_in_order<SimulatedCsv::Block>(
            options_.threads, next, [&](RowRange task, SimulatedCsv::Block& block) { csv_.make_rows(task, block); },
            [&](RowRange task, SimulatedCsv::Block& block) {
                std::uint64_t bytes = 0;
                for (std::size_t i = 0; i < own.size(); ++i) {
                    const std::size_t form = files_.files()[own[i]].form;
                    const CsvRows& text = block.texts[form];
                    if (text.size == 0) continue;
                    writers[i]->write(std::span(text.buffer).first(text.size));
                    written[i].rows += block.rows[form];
                    bytes += text.size;
                }
                progress_.add(task.count, bytes);
            });
        for (std::size_t i = 0; i < own.size(); ++i) {
            writers[i]->finish();
            written[i].digest = {writers[i]->bytes(), writers[i]->hash()};
        }
        return written;
    }

    // A column store takes rows a table at a time: each table makes the shard anew, which is little beside writing it.
    Written write_parquet_shard(std::uint64_t shard, const Paths& paths) try {
        const std::vector<std::size_t> own = files_.files_of(shard);
        Written written(own.size());
        tbb::task_arena(std::max(options_.threads, 1)).execute([&] {
            tbb::parallel_for(std::size_t{0}, own.size(), [&](std::size_t i) {
                const bool first = i == 0;
                written[i].rows = write_simulated_parquet(simulator_, options_.seed, files_.files()[own[i]].form,
                                                          files_.rows_of(shard), partial_path(paths[i]),
                                                          [&, first](std::uint64_t rows) {
                                                              if (first) progress_.add(rows, 0);
                                                          });
                written[i].digest = sync_and_digest(partial_path(paths[i]));
            });
        });
        return written;
    } catch (const StopRequested&) {
        std::error_code ignored;
        for (const std::filesystem::path& path : paths) std::filesystem::remove(partial_path(path), ignored);
        throw;
    }

    const Simulator& simulator_;
    const SimulationFiles& files_;
    const ReplicaOptions& options_;
    ProgressTeller& progress_;
    SimulatedCsv csv_;
};

void write_shards(const Simulator& simulator, const SimulationFiles& files, const std::vector<std::uint64_t>& shards,
                  const ReplicaOptions& options, const ReplicaProgressCallback& callback, ResumableOutput& output) {
    if (shards.empty()) return;
    std::uint64_t rows = 0;
    for (const std::uint64_t shard : shards) rows += files.rows_of(shard).count;
    ProgressTeller progress(rows, callback);
    SimulationWriter writer(simulator, files, options, progress);
    for (const std::uint64_t shard : shards)
        output.make(shard, [&](const Paths& paths) { return writer.write(shard, paths); });
}

ReplicaManifest make_manifest(const Simulator& simulator, std::vector<ReplicaPart> parts,
                              const ReplicaOptions& options) {
    ReplicaManifest manifest{options.version, options.rows, options.seed, {}, std::move(parts)};
    if (!simulator.has_tables())
        for (const SimulatedForm& column : simulator.forms().front().columns) manifest.columns.push_back(column.name);
    return manifest;
}

}  // namespace

ReplicaManifest write_simulation(const Simulator& simulator, const ReplicaOptions& options, const Communicator& comm,
                                 const ReplicaProgressCallback& progress) {
    const auto files = agree(comm, [&] {
        if (options.format == ReplicaFormat::parquet) require_sql_engine("--format parquet");
        return std::make_unique<const SimulationFiles>(simulator, options);
    });
    ResumableOutput output(output_plan(*files, options), comm);
    try {
        agree(comm, [&] {
            output.make_all([&](const std::vector<std::uint64_t>& shards) {
                write_shards(simulator, *files, shards, options, progress, output);
            });
        });
    } catch (const StopRequested&) {
        throw;  // what is whole stays
    } catch (...) {
        output.discard();
        throw;
    }
    ReplicaManifest manifest = make_manifest(simulator, output.gather(), options);
    manifest.taken = output.taken_files();
    output.publish(manifest);
    return manifest;
}

}  // namespace replica
