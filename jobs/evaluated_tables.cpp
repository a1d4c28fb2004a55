#include "jobs/evaluated_tables.hpp"

#include "engine/encoding_plan.hpp"
#include "io/extract_passes.hpp"
#include "io/omop/known_columns.hpp"
#include "jobs/extract_input.hpp"

#include <algorithm>
#include <filesystem>

namespace replica {
namespace {

std::string table_name(const std::vector<std::string>& paths) {
    const std::filesystem::path path(paths.front());
    const std::string name = path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
    return paths.size() == 1 ? name : name + " and " + std::to_string(paths.size() - 1) + " more";
}

ProfiledTable open_table(const std::vector<std::string>& paths, const InputOptions& options, int threads,
                         const Communicator& world) {
    InputOptions input = options;
    input.paths = paths;
    ProfiledTable table{table_name(paths), open_extract(input, world), {}};
    table.profiles = profile_columns(table.source, {}, world, threads);
    return table;
}

std::optional<ProfiledTable> open_if_rows(const std::vector<std::string>& paths, const InputOptions& options,
                                          int threads, const Communicator& world, std::vector<std::string>& remarks) {
    if (paths.empty()) return std::nullopt;
    try {
        return open_table(paths, options, threads, world);
    } catch (const NoRowsError& error) {
        remarks.push_back(std::string(error.what()) + " It was left out.");
        return std::nullopt;
    }
}

std::optional<std::size_t> find_name(const ProfiledTable& table, const std::string& name) {
    const auto& names = table.source.columns;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// The columns of the first table, by whose order all goes, and what is known of them.
class ColumnMatch {
public:
    ColumnMatch(EvaluatedTables& tables, const Schema& schema, const EncodingOptions& options)
        : tables_(tables), schema_(schema), options_(options) {}

    Comparison match() {
        check_holdout();
        for (const std::string& name : leading().source.columns) match_column(name);
        tell_unmatched();
        if (comparison_.columns.empty() && comparison_.set_aside.empty()) {
            throw InputError(tables_.real->name + " and " + tables_.synthetic.name +
                             " have no column in common; name a replica of that table");
        }
        return std::move(comparison_);
    }

private:
    [[nodiscard]] const ProfiledTable& leading() const { return tables_.real ? *tables_.real : tables_.synthetic; }

    void check_holdout() {
        if (!tables_.real || !tables_.holdout) return;
        std::vector<std::string> lacking;
        for (const std::string& name : tables_.real->source.columns)
            if (!find_name(*tables_.holdout, name)) lacking.push_back(name);
        if (lacking.empty()) return;
        tables_.remarks.push_back("The holdout " + tables_.holdout->name + " lacks " + joined(lacking) +
                                  " and was left out; the real rows are split instead.");
        tables_.holdout.reset();
    }

    void match_column(const std::string& name) {
        const auto synthetic = find_name(tables_.synthetic, name);
        if (!synthetic) {
            only_real_.push_back(name);
            return;
        }
        const auto real = tables_.real ? find_name(*tables_.real, name) : std::nullopt;
        const ColumnProfile& synthetic_profile = tables_.synthetic.profiles[*synthetic];
        const ColumnProfile* real_profile = real ? &tables_.real->profiles[*real] : nullptr;
        const ColumnSchema* declared = find_schema(schema_, name);
        const auto known = known_column(name);
        const ColumnDecision decision = decide_column(name, real_profile != nullptr ? *real_profile : synthetic_profile,
                                                      declared, known ? &*known : nullptr, options_);
        if (decision.role != Role::attribute) {
            comparison_.set_aside.push_back({name, decision.role, real, *synthetic});
            comparison_.left_out.push_back(name + " (" + what_it_is(decision.role) + ")");
            return;
        }
        add_column(name, decision, declared, {real_profile, &synthetic_profile, nullptr, 0});
        comparison_.synthetic.push_back(*synthetic);
        if (real) comparison_.real.push_back(*real);
        if (real && tables_.holdout) comparison_.holdout.push_back(*find_name(*tables_.holdout, name));
    }

    void add_column(const std::string& name, const ColumnDecision& decision, const ColumnSchema* declared,
                    ComparedProfiles profiles) {
        DistinctValues all = profiles.synthetic->values();
        profiles.missing = profiles.synthetic->missing();
        if (profiles.real != nullptr) {
            all.merge(profiles.real->values());
            profiles.missing += profiles.real->missing();
        }
        if (profiles.real != nullptr && tables_.holdout) {
            const ColumnProfile& holdout = tables_.holdout->profiles[*find_name(*tables_.holdout, name)];
            all.merge(holdout.values());
            profiles.missing += holdout.missing();
        }
        profiles.all = &all;
        ComparisonOptions options;
        options.min_count = options_.min_count;
        comparison_.columns.push_back(compare_column(name, decision, declared, profiles, options));
        comparison_.values.push_back(std::move(all));
    }

    static std::string what_it_is(Role role) {
        switch (role) {
            case Role::key: return "identifier, unique";
            case Role::person: return "identifier, repeating";
            case Role::text: return "free text";
            case Role::drop: return "dropped by the schema";
            case Role::attribute:
            case Role::latent: break;
        }
        return "not compared";
    }

    void tell_unmatched() {
        std::vector<std::string> only_synthetic;
        for (const std::string& name : tables_.synthetic.source.columns)
            if (!find_name(leading(), name)) only_synthetic.push_back(name);
        for (const std::string& name : only_real_) comparison_.left_out.push_back(name + " (only in the real table)");
        for (const std::string& name : only_synthetic)
            comparison_.left_out.push_back(name + " (only in the synthetic table)");
        if (!only_real_.empty() || !only_synthetic.empty()) {
            std::string sentence = "The tables have different columns:";
            if (!only_real_.empty()) sentence += " only the real one has " + joined(only_real_);
            if (!only_real_.empty() && !only_synthetic.empty()) sentence += ";";
            if (!only_synthetic.empty()) sentence += " only the synthetic one has " + joined(only_synthetic);
            tables_.remarks.push_back(sentence + ". They were left out.");
        }
    }

    EvaluatedTables& tables_;
    const Schema& schema_;
    const EncodingOptions& options_;
    Comparison comparison_;
    std::vector<std::string> only_real_;
};

}  // namespace

EvaluatedTables open_tables(const EvaluateOptions& options, int threads, const Communicator& world) {
    EvaluatedTables tables{open_table(options.synthetic, options.input, threads, world), {}, {}, {}};
    tables.real = open_if_rows(options.input.paths, options.input, threads, world, tables.remarks);
    if (tables.real) tables.holdout = open_if_rows(options.holdout, options.input, threads, world, tables.remarks);
    return tables;
}

Comparison compare_tables(EvaluatedTables& tables, const Schema& schema, const EncodingOptions& options) {
    return ColumnMatch(tables, schema, options).match();
}

std::vector<ComparedCoder> coders_of(const Comparison& comparison) {
    std::vector<ComparedCoder> coders;
    for (std::size_t c = 0; c < comparison.columns.size(); ++c)
        coders.emplace_back(comparison.columns[c], comparison.values[c]);
    return coders;
}

}  // namespace replica
