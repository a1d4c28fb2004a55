#include "jobs/privacy_budget.hpp"

#include "engine/distinct_values.hpp"
#include "engine/error.hpp"
#include "io/privacy/budget_file.hpp"
#include "io/schema_toml.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace replica {
namespace {

std::string number(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

double parse_epsilon(const std::string& text) {
    double epsilon = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), epsilon);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || !(epsilon > 0) || epsilon > 1000)
        throw InputError("--epsilon " + text +
                         " is neither none nor a number above 0, at most 1000; lower is more private, and 1 is a usual "
                         "choice");
    return epsilon;
}

Sensitivity read_sensitivity(const PrivacyOptions& options) {
    if (options.unit.empty() && options.max_rows > 0)
        throw InputError("--max-rows-per-unit limits the rows of what --unit names; give --unit COLUMN as well");
    if (!options.unit.empty() && options.max_rows == 0)
        throw InputError(
            "--unit " + options.unit +
            " needs --max-rows-per-unit M: rows of one unit beyond M are left out, and noise grows with M");
    return {options.neighbours == "replace-one" ? Neighbours::replace_one : Neighbours::add_or_remove,
            std::max(1U, options.max_rows)};
}

// Tells a run from another by what shapes its releases.
std::string identity(const DescribeOptions& options, const ExtractSource& source, const Schema& schema) {
    std::ostringstream text;
    text << REPLICA_VERSION << ' ' << options.mode << ' ' << options.epsilon << ' '
         << privacy_options_text(options.privacy) << ' ' << options.input.encoding.bins << ' ' << schema_text(schema);
    for (const SourceFile& file : source.files) text << ' ' << file.path << ' ' << file.stamp.changed_ns;
    for (const std::string& token : source.dialect.missing_tokens) text << ' ' << token;
    text << ' ' << source.dialect.separator << ' ' << static_cast<int>(source.dialect.quoting) << ' '
         << static_cast<int>(source.dialect.escapes);
    std::array<char, 17> hash{};
    std::snprintf(hash.data(), hash.size(), "%016llx",
                  static_cast<unsigned long long>(DistinctValues::hash(text.str())));
    return hash.data();
}

}  // namespace

Guarantee read_guarantee(const DescribeOptions& options, bool undeclared_categories) {
    Guarantee guarantee;
    const PrivacyOptions& privacy = options.privacy;
    guarantee.epsilon = parse_epsilon(options.epsilon);
    guarantee.sensitivity = read_sensitivity(privacy);
    guarantee.accounting = privacy.accounting == "pure" ? Accounting::pure : Accounting::zcdp;
    if (privacy.rows_share + privacy.sizes_share + privacy.domain_share >= 1)
        throw InputError(
            "--rows-share, --sizes-share and --domain-share leave nothing of the budget for columns and "
            "pairs; lower them");
    if (privacy.budget.empty() != (privacy.total_epsilon == 0))
        throw InputError("--budget FILE and --total-epsilon E belong together; give both or none");
    if (guarantee.accounting == Accounting::pure) {
        if (undeclared_categories)
            throw InputError(
                "values that nobody has declared are found by a threshold, which pure accounting can't "
                "have: declare the values of all categories in the schema, or take --accounting zcdp");
        guarantee.budget = cost_of_epsilon(guarantee.epsilon);
        return guarantee;
    }
    if (!(privacy.delta > 0 && privacy.delta < 1))
        throw InputError("--delta has to lie between 0 and 1, and far below one in the number of rows");
    guarantee.delta = privacy.delta;
    if (undeclared_categories) guarantee.failure = privacy.delta / 2;
    guarantee.budget = rho_of(guarantee.epsilon, guarantee.delta - guarantee.failure);
    return guarantee;
}

RunLedger::RunLedger(const DescribeOptions& options, const Guarantee& guarantee, const ExtractSource& source,
                     const Schema& schema, Log& log) {
    journal_ = std::make_unique<ReleaseJournal>(options.model_path + ".releases", identity(options, source, schema));
    const PrivacyOptions& privacy = options.privacy;
    if (!privacy.budget.empty()) {
        const BudgetState state =
            charge_budget(privacy.budget, privacy.total_epsilon,
                          {journal_->id(), options.model_path, guarantee.accounting, guarantee.epsilon, guarantee.delta,
                           guarantee.budget, guarantee.failure});
        log.info("budget of the data: " + std::to_string(state.runs) + (state.runs == 1 ? " run has" : " runs have") +
                 " spent epsilon " + number(state.spent_epsilon) + " of " + number(state.total_epsilon) +
                 (state.spent_delta > 0 ? " at delta " + number(state.spent_delta) : ""));
    }
    if (journal_->remembered() > 0)
        log.info("going on with a run that was interrupted: " + std::to_string(journal_->remembered()) +
                 " releases are read, not drawn again");
    ledger_.emplace(guarantee.accounting, guarantee.sensitivity, guarantee.budget, bits_, journal_->keeper());
}

std::string privacy_options_text(const PrivacyOptions& options) {
    std::ostringstream text;
    text << "delta = " << options.delta << "\naccounting = \"" << options.accounting << "\"\nneighbours = \""
         << options.neighbours << "\"\nunit = \"" << options.unit << "\"\nmax-rows-per-unit = " << options.max_rows
         << "\npair-score = \"" << options.pair_score
         << "\"\ndomain-from-data = " << (options.domain_from_data ? "true" : "false")
         << "\nrows-share = " << options.rows_share << "\nsizes-share = " << options.sizes_share
         << "\ndomain-share = " << options.domain_share << "\ncolumn-share = " << options.column_share
         << "\nchoice-share = " << options.choice_share << "\npool-rows = " << options.pool_rows << "\n";
    return text.str();
}

}  // namespace replica
