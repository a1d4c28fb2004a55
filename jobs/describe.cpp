#include "engine/missing_groups.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/network_check.hpp"
#include "engine/parameters.hpp"
#include "io/csv/text_form.hpp"
#include "io/extract_passes.hpp"
#include "io/hdf5/histogram_store.hpp"
#include "io/hdf5/model_file.hpp"
#include "io/thread_limit.hpp"
#include "jobs/describe_columns.hpp"
#include "jobs/describe_copula.hpp"
#include "jobs/describe_counting.hpp"
#include "jobs/describe_private.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace replica {
namespace {

// The options that shape the model, as TOML; none that only change how fast it is made.
std::string options_text(const DescribeOptions& options) {
    std::ostringstream text;
    text << "mode = \"" << options.mode << "\"\ndegree = " << options.degree << "\nscore = \"" << options.score
         << "\"\nepsilon = \"" << options.epsilon
         << "\"\ncategory-threshold = " << options.input.encoding.category_threshold
         << "\nbins = " << options.input.encoding.bins << "\nbinning = \"" << name_of(options.input.encoding.binning)
         << "\"\nmin-count = " << options.input.encoding.min_count << "\n";
    return text.str();
}

std::string commonest_missing_token(const EncodingPlan& plan, const std::vector<std::string>& tokens) {
    std::vector<std::uint64_t> rows(tokens.size());
    for (const ColumnProfile& profile : plan.profiles) {
        for (std::size_t token = 0; token < rows.size(); ++token) rows[token] += profile.missing_by_token()[token];
    }
    return tokens[static_cast<std::size_t>(std::max_element(rows.begin(), rows.end()) - rows.begin())];
}

Model assemble(const DescribeOptions& options, const ExtractSource& source, const EncodingPlan& plan,
               std::vector<ColumnCodec> codecs, std::vector<Family> families) {
    Model model;
    model.mode = mode_named(options.mode);
    model.text = text_form(source.dialect);
    model.text.missing_token = commonest_missing_token(plan, source.dialect.missing_tokens);
    for (ColumnCodec& codec : codecs) model.columns.push_back(std::move(codec.model));
    model.families = std::move(families);
    model.provenance.version = REPLICA_VERSION;
    model.provenance.options = options_text(options);
    model.provenance.rows = source.rows;
    model.provenance.score = options.score;
    model.provenance.degree = model.mode == Mode::correlated ? options.degree : 0;
    return model;
}

// A copula has nothing but single columns and pairs to count, so that bins can be finer than a network's: ranks inside
// a bin are lost. Not so fine that a bin tells a person from another.
void cut_finely(std::uint64_t rows, EncodingOptions& encoding) {
    constexpr std::uint64_t most_bins = 256;
    constexpr std::uint64_t rows_of_a_bin = 100;
    const auto bins = static_cast<std::uint32_t>(std::min(most_bins, rows / rows_of_a_bin));
    if (bins <= encoding.bins) return;
    encoding.bins = bins;
    if (encoding.binning == Binning::automatic) encoding.binning = Binning::quantile;
}

// An output that is also read would destroy the extract.
void check_outputs(const DescribeOptions& options) {
    std::vector<std::string> inputs = options.input.paths;
    if (!options.input.schema_path.empty()) inputs.push_back(options.input.schema_path);
    for (const std::string& output : {options.model_path, options.shared.json_log}) {
        for (const std::string& input : inputs) {
            std::error_code absent;
            if (!output.empty() && std::filesystem::equivalent(output, input, absent)) {
                throw InputError(output + " is read by this job and can't be written as well; name another file");
            }
        }
    }
}

void check_columns(const std::vector<ColumnCodec>& codecs) {
    const auto stays = [](const ColumnCodec& codec) { return codec.model.role != Role::drop; };
    if (std::none_of(codecs.begin(), codecs.end(), stays)) {
        throw InputError("the schema drops every column; leave at least one in");
    }
}

void tell_roles(const std::vector<ColumnCodec>& codecs, Log& log) {
    std::string identifiers;
    std::string texts;
    for (const ColumnCodec& codec : codecs) {
        const ColumnModel& column = codec.model;
        if (column.role == Role::key) identifiers += " " + column.name + " (unique)";
        if (column.role == Role::person) identifiers += " " + column.name + " (repeating)";
        if (column.role == Role::text) texts += " " + column.name;
    }
    if (!identifiers.empty()) log.info("identifiers, replaced by fresh values:" + identifiers);
    std::string constant;
    for (const ColumnCodec& codec : codecs) {
        const bool told = codec.model.tier == Tier::person && codec.model.role != Role::latent;
        if (told && codec.model.role != Role::person) constant += " " + codec.model.name;
    }
    if (!constant.empty()) log.info("constant within a person, drawn once a person:" + constant);
    if (!texts.empty()) log.info("free text, imitated and never copied:" + texts);
}

std::vector<std::optional<std::uint32_t>> missing_codes(const std::vector<ColumnCodec>& codecs) {
    std::vector<std::optional<std::uint32_t>> codes;
    for (const ColumnCodec& codec : codecs)
        codes.push_back(has_choice(codec.model) ? codec.model.missing_code() : std::nullopt);
    return codes;
}

void tell_missing_groups(const std::vector<MissingGroup>& groups, const std::vector<ColumnCodec>& codecs, Log& log) {
    for (const MissingGroup& group : groups) {
        std::string names;
        for (const std::uint32_t column : group) names += " " + codecs[column].model.name;
        log.info("missing in the same rows, and so in the replica:" + names);
    }
}

// A family most of whose parent configurations hold one row repeats rows of the source.
void warn_of_memorising(const Model& model, Log& log) {
    for (const Family& family : model.families) {
        if (family.parents.empty() || single_row_share(family) <= 0.5) continue;
        std::string parents;
        for (const std::uint32_t parent : family.parents) {
            parents += (parents.empty() ? "" : ", ") + model.columns[parent].name;
        }
        log.warning("most values of (" + parents + "), the parents of " + model.columns[family.child].name +
                    ", occur in a single row: the replica may repeat rows of the source; a lower --degree, fewer "
                    "--bins or --score corrected help");
    }
}

}  // namespace

void describe(const DescribeOptions& given, const Communicator& world, Log& log) {
    DescribeOptions options = given;
    if (options.degree == 0) options.degree = options.epsilon == "none" ? 2 : 3;
    agree(world, [&] {
        if (world.is_root()) {
            check_model_path(options.model_path, options.shared.overwrite);
            check_outputs(options);
            if (!options.work.empty()) make_store_folder(options.work);
        }
    });
    const int threads = thread_count(options.shared);
    const ThreadLimit limit(threads);
    if (options.epsilon != "none") return describe_private(options, threads, world, log);

    ExtractSource source = open_extract(options.input, world);
    if (mode_named(options.mode) == Mode::copula) cut_finely(source.rows, options.input.encoding);
    DescribedColumns described = describe_columns(source, options.input, threads, world, log);
    const EncodingPlan& plan = described.plan;
    auto& codecs = described.codecs;
    check_columns(codecs);
    tell_roles(codecs, log);

    const CountingPlan counting = plan_describe(options, codecs, source.rows, threads, world, log);
    const Placement placement(world, counting.decomposition, counting.row_parts);
    EncodedExtract extract = encode_columns(source, plan, codecs, placement, threads);
    for (std::size_t column = 0; column < extract.persons.missing.size(); ++column) {
        codecs[column].model.value_rows = extract.persons.missing[column].value_rows;
        codecs[column].model.missing_rows = extract.persons.missing[column].missing_rows;
    }
    log.phase("encode", {source.rows, source_bytes(source)});

    const auto groups = find_missing_groups(extract.rows, missing_codes(codecs), placement, threads);
    tell_missing_groups(groups, codecs, log);
    const bool by_copula = mode_named(options.mode) == Mode::copula;
    if (by_copula && !options.work.empty()) log.warning("--work keeps nothing of a copula, which needs no search");
    LearnedCopula learned;
    if (by_copula) {
        learned = learn_by_copula(std::move(extract), codecs, groups, threads, placement, log);
    } else {
        learned.families = learn_families(options, std::move(extract), codecs, counting, threads, placement, log);
    }
    log.phase("learn", {source.rows, 0});

    agree(world, [&] {
        if (!world.is_root()) return;
        Model model = assemble(options, source, plan, std::move(codecs), std::move(learned.families));
        if (by_copula) {
            model.copula = std::move(learned.copula);
        } else {
            add_missing_groups(model, groups);
            warn_of_memorising(model, log);
        }
        write_model(model, options.model_path, options.shared.overwrite);
    });
    log.phase("write");
    log.info("described " + grouped(source.rows) + " rows and " + std::to_string(plan.names.size()) +
             " columns; the model " + options.model_path + " holds exact counts of real people (mode 0600)");
}

}  // namespace replica
