#include "engine/evaluation/column_measures.hpp"
#include "engine/evaluation/joint_measures.hpp"
#include "engine/evaluation/missing_measures.hpp"
#include "engine/evaluation/spearman_measures.hpp"
#include "engine/evaluation/time_profiles.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/hdf5/model_file.hpp"
#include "io/report/metrics_json.hpp"
#include "io/report/plot_data.hpp"
#include "io/report/report.hpp"
#include "io/report/report_folder.hpp"
#include "io/report/report_plots.hpp"
#include "io/schema_toml.hpp"
#include "io/thread_limit.hpp"
#include "jobs/evaluated_tables.hpp"
#include "jobs/evaluation_copies.hpp"
#include "jobs/evaluation_validity.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"
#include "jobs/model_views.hpp"
#include "jobs/specification_rows.hpp"

#include <algorithm>
#include <memory>

namespace replica {
namespace {

/// Tables as codes.
struct CodedTables {
    ComparedTable synthetic;
    std::optional<ComparedTable> real;
    std::optional<ComparedTable> holdout;
};

// Rows of a sample: what measures of single rows can take, and no more than 50 million codes.
std::uint64_t sampled_rows(std::size_t columns) {
    constexpr std::uint64_t most = 200'000;
    constexpr std::uint64_t most_codes = 50'000'000;
    return std::min<std::uint64_t>(most, most_codes / std::max<std::size_t>(columns, 1));
}

CodedTables read_tables(EvaluatedTables& tables, const Comparison& comparison, std::span<const ComparedCoder> coders,
                        const Placement& placement, int threads) {
    const RowDraw draw{sampled_rows(coders.size()), false};
    const RowDraw halves{draw.most_rows, !tables.holdout};
    const auto read = [&](ProfiledTable& table, const std::vector<std::size_t>& fields, const RowDraw& how) {
        return read_compared_table(table.source, coders, fields, how, placement, threads);
    };
    CodedTables coded{read(tables.synthetic, comparison.synthetic, draw), {}, {}};
    if (tables.real) coded.real.emplace(read(*tables.real, comparison.real, halves));
    if (tables.holdout) coded.holdout.emplace(read(*tables.holdout, comparison.holdout, draw));
    return coded;
}

void measure_columns(const Comparison& comparison, const CodedTables& coded, std::uint64_t min_count,
                     Evaluation& evaluation) {
    const std::vector<std::uint64_t> none;
    for (std::size_t c = 0; c < comparison.columns.size(); ++c) {
        const ComparedColumn& column = comparison.columns[c];
        const auto& real = coded.real ? coded.real->fine[c] : none;
        evaluation.columns.push_back(measure_column(column, {real, coded.synthetic.fine[c]}, min_count));
        if (coded.synthetic.clock[c].empty()) continue;
        const std::vector<std::uint64_t> no_real(coded.synthetic.clock[c].size());
        const auto& clock = coded.real ? coded.real->clock[c] : no_real;
        for (TimeProfile& profile : time_profiles(column, clock, coded.synthetic.clock[c], min_count))
            evaluation.times.push_back(std::move(profile));
    }
    if (coded.real) evaluation.marginals.push_back(one_way(evaluation.columns));
}

ComparedRows compared_rows(CodedTables& coded) {
    ComparedRows rows;
    rows.synthetic = std::move(coded.synthetic.samples[0]);
    rows.real = std::move(coded.real->samples[0]);
    rows.holdout_origin = coded.holdout ? HoldoutOrigin::given : HoldoutOrigin::split;
    rows.holdout = std::move(coded.holdout ? coded.holdout->samples[0] : coded.real->samples[1]);
    return rows;
}

/// What body finds; where the tables don't allow it, nothing, and the reason among the remarks.
template <typename Body>
auto attempt(const std::string& what, std::vector<std::string>& remarks, Body&& body)
    -> std::optional<decltype(body())> {
    try {
        return body();
    } catch (const InputError& error) {
        remarks.push_back(what + " could not be measured: " + error.what());
        return std::nullopt;
    }
}

// Small tables on every rank: one rank is enough.
void measure_use_on_root(const EvaluateOptions& options, const Comparison& comparison, const ComparedRows& rows,
                         const Communicator& world, Evaluation& evaluation) {
    UseOptions use;
    use.target = options.target;
    agree(world, [&] {
        if (!world.is_root()) return;
        evaluation.propensity = attempt("How well the tables can be told apart", evaluation.remarks,
                                        [&] { return measure_propensity(comparison.columns, rows, use); });
        evaluation.use = attempt("Use", evaluation.remarks, [&] { return measure_use(comparison.columns, rows, use); });
    });
}

std::string_view mode_name(Mode mode) {
    switch (mode) {
        case Mode::random: return "random";
        case Mode::independent: return "independent";
        case Mode::correlated: return "correlated";
        case Mode::copula: return "copula";
    }
    return "";
}

ModelFacts model_facts(const std::string& path) {
    const Model model = read_model(path);
    return {std::filesystem::path(path).filename().string(),
            std::string(mode_name(model.mode)),
            model.provenance.degree,
            model.provenance.version,
            model.provenance.rows,
            model.privacy};
}

void tell_samples(const CodedTables& coded, const ComparedRows& rows, Evaluation& evaluation) {
    const auto sampled = [](const CodedSample& sample) { return sample.rows < sample.table_rows; };
    const bool real = coded.holdout ? sampled(rows.real) : rows.real.rows + rows.holdout.rows < rows.real.table_rows;
    if (!real && !sampled(rows.synthetic)) return;
    evaluation.remarks.push_back(
        "Rank correlations, patterns of missing values, use and the attacks are of rows drawn at random: " +
        grouped(rows.real.rows) + " and " + grouped(rows.holdout.rows) + " (holdout) real ones, " +
        grouped(rows.synthetic.rows) + " synthetic ones. All else is of all rows.");
}

void measure_against_real(const EvaluateOptions& options, EvaluatedTables& tables, const Comparison& comparison,
                          std::span<const ComparedCoder> coders, CodedTables& coded, int threads,
                          const Communicator& world, Log& log, Evaluation& evaluation) {
    const std::uint64_t min_count = evaluation.min_count;
    JointOptions joint;
    joint.min_count = min_count;
    SmallCells pair_cells;
    if (comparison.columns.size() >= 2) {
        JointMeasures measured = measure_joint_tables(comparison.columns, {*coded.real->codes, *coded.synthetic.codes},
                                                      joint, world, threads);
        evaluation.pairs = std::move(measured.pairs);
        evaluation.marginals.insert(evaluation.marginals.end(), measured.marginals.begin(), measured.marginals.end());
        pair_cells = measured.small_cells;
        if (measured.triple_columns < comparison.columns.size())
            evaluation.remarks.push_back("Three-way distances are of " + std::to_string(measured.triple_columns) +
                                         " columns drawn at random.");
    }
    coded.real->codes.reset();
    coded.synthetic.codes.reset();
    if (coded.holdout) coded.holdout->codes.reset();
    log.phase("joint tables");
    CopyCounts copies;
    if (!evaluation.real_is_specification)
        copies = count_copies(hash_tables(tables, comparison, coders, threads, world), world);
    log.phase("copies");
    const SmallCells value_cells = small_values(comparison.columns, coded.real->fine, coded.synthetic.fine, min_count);
    const ComparedRows rows = compared_rows(coded);
    tell_samples(coded, rows, evaluation);
    std::vector<CodedSample> real{rows.real};
    if (rows.holdout_origin == HoldoutOrigin::split) real.push_back(rows.holdout);
    if (evaluation.pairs) add_spearman(comparison.columns, real, rows.synthetic, threads, *evaluation.pairs);
    evaluation.missing = measure_missing(comparison.columns, real, rows.synthetic, min_count);
    log.phase("rows");
    measure_use_on_root(options, comparison, rows, world, evaluation);
    log.phase("use");
    if (evaluation.real_is_specification) return;
    evaluation.privacy = attempt("Privacy", evaluation.remarks,
                                 [&] { return measure_privacy(comparison.columns, rows, {}, world, threads); });
    log.phase("privacy");
    if (!evaluation.privacy) return;
    evaluation.privacy->copies = copies;
    evaluation.privacy->identifiers = identifiers_of(tables, comparison);
    evaluation.privacy->small_cells = {value_cells};
    if (evaluation.pairs) evaluation.privacy->small_cells.push_back(pair_cells);
}

void write_report(const EvaluateOptions& options, const Evaluation& evaluation, const Communicator& world) {
    agree(world, [&] {
        if (!world.is_root()) return;
        std::vector<ReportFile> files;
        for (PlotData& data : plot_data(evaluation)) files.push_back({"data/" + data.name, std::move(data.text)});
        if (options.plots == PlotFiles::svg)
            for (PlotData& plot : report_plots(evaluation))
                files.push_back({"plots/" + plot.name, std::move(plot.text)});
        files.push_back({"report.html", report_html(evaluation)});
        files.push_back({"metrics.json", metrics_json(evaluation)});
        write_report_folder(options.out, files);
    });
}

void name_tables(const EvaluateOptions& options, const EvaluatedTables& tables, Evaluation& evaluation) {
    evaluation.version = REPLICA_VERSION;
    evaluation.synthetic = {tables.synthetic.name, tables.synthetic.source.rows};
    evaluation.min_count = options.spec_path.empty() ? options.input.encoding.min_count : 1;
    evaluation.remarks = tables.remarks;
    evaluation.real_is_specification = !options.spec_path.empty();
    if (tables.real) evaluation.real = EvaluatedTable{tables.real->name, tables.real->source.rows};
    if (evaluation.real_is_specification && evaluation.real)
        evaluation.real->name = std::filesystem::path(options.spec_path).filename().string();
    if (tables.holdout) evaluation.holdout = EvaluatedTable{tables.holdout->name, tables.holdout->source.rows};
}

// A replica of a specification is compared with other rows of the same.
std::unique_ptr<SpecificationRows> rows_of_specification(EvaluateOptions& options, int threads,
                                                         const Communicator& world) {
    if (options.spec_path.empty()) return nullptr;
    constexpr std::uint64_t rows = 100'000;
    auto simulated = std::make_unique<SpecificationRows>(options.spec_path, rows, options.out, threads, world);
    options.input.paths = {simulated->path()};
    options.input.encoding.min_count = 1;
    return simulated;
}

void check_no_input_is_output(const EvaluateOptions& options) {
    std::vector<std::string> inputs = options.synthetic;
    inputs.insert(inputs.end(), options.input.paths.begin(), options.input.paths.end());
    for (const std::string& input : inputs) {
        std::error_code absent;
        if (std::filesystem::equivalent(input, options.out, absent))
            throw InputError(options.out + " is read by this job; name another folder in --out");
    }
}

}  // namespace

Evaluation evaluate(const EvaluateOptions& given, const Communicator& world, Log& log) {
    EvaluateOptions options = given;
    const int threads = thread_count(options.shared);
    const ThreadLimit limit(threads);
    Evaluation evaluation;
    agree(world, [&] {
        if (!world.is_root()) return;
        check_no_input_is_output(options);
        if (!options.model_path.empty()) evaluation.model = model_facts(options.model_path);
        check_report_folder(options.out, options.shared.overwrite);
    });
    const Schema schema = agree(
        world, [&] { return options.input.schema_path.empty() ? Schema{} : read_schema(options.input.schema_path); });
    const auto specification = rows_of_specification(options, threads, world);
    EvaluatedTables tables = open_tables(options, threads, world);
    const Comparison comparison = agree(world, [&] { return compare_tables(tables, schema, options.input.encoding); });
    log.phase("profile", {tables.synthetic.source.rows, source_bytes(tables.synthetic.source)});
    name_tables(options, tables, evaluation);
    evaluation.left_out = comparison.left_out;

    const Placement placement(world, Decomposition::shared, 1);
    const std::vector<ComparedCoder> coders = coders_of(comparison);
    CodedTables coded = read_tables(tables, comparison, coders, placement, threads);
    log.phase("encode", {tables.synthetic.source.rows, source_bytes(tables.synthetic.source)});
    measure_columns(comparison, coded, evaluation.min_count, evaluation);
    evaluation.validity = check_validity(options, comparison, tables, threads, world);
    log.phase("columns");
    if (tables.real) measure_against_real(options, tables, comparison, coders, coded, threads, world, log, evaluation);
    write_report(options, evaluation, world);
    log.phase("write");
    for (const std::string& remark : evaluation.remarks) log.warning(remark);
    log.info("wrote " + (std::filesystem::path(options.out) / "report.html").string() +
             (tables.real && !evaluation.real_is_specification
                  ? "; measures on real data aren't private: it belongs where the extract belongs"
                  : ""));
    return evaluation;
}

}  // namespace replica
