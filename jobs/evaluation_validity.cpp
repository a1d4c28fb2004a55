#include "jobs/evaluation_validity.hpp"

#include "engine/encoding_plan.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/rule_plan.hpp"
#include "io/extract_columns.hpp"
#include "io/row_check.hpp"
#include "jobs/extract_input.hpp"

namespace replica {
namespace {

ValidityCheck uniqueness(const SetAside& key, const ProfiledTable& synthetic) {
    const ColumnProfile& profile = synthetic.profiles[key.synthetic];
    ValidityCheck check;
    check.what = key.name + " is unique";
    check.rows = profile.values().total();
    // Of very many values each that is kept stands for others; those that repeat are counted among the kept.
    for (std::size_t i = 0; i < profile.values().size(); ++i) check.failing += profile.values().count(i) - 1;
    return check;
}

std::string what_is_wrong(Rejection why) {
    switch (why) {
        case Rejection::none: break;
        case Rejection::unreadable: return " can be read as its type";
        case Rejection::outside_range: return " is in the schema's range";
        case Rejection::not_listed: return " is one of the schema's values";
        case Rejection::unmatched: return " has an entry in the look-up table";
    }
    return " is valid";
}

void add_rejected(const EncodingPlan& plan, const RowCheck& check, std::uint64_t rows,
                  std::vector<ValidityCheck>& checks) {
    for (std::size_t c = 0; c < check.columns.size(); ++c) {
        const RejectedRows& rejected = check.columns[c];
        if (rejected.rows > 0)
            checks.push_back({plan.names[c] + what_is_wrong(rejected.why), rows, rejected.rows, rejected.value});
    }
    for (std::size_t i = 0; i < check.related.size(); ++i) {
        const RejectedRows& rejected = check.related[i].contradicting;
        for (const std::string& rule : plan.related[i].relation.rules) {
            const std::string example = rejected.rows > 0 ? rejected.value + ", for " + rejected.beside : "";
            checks.push_back({rule, rows, rejected.rows, example});
        }
    }
}

}  // namespace

std::vector<ValidityCheck> check_validity(const EvaluateOptions& options, const Comparison& comparison,
                                          EvaluatedTables& tables, int threads, const Communicator& world) {
    std::vector<ValidityCheck> checks;
    ProfiledTable& synthetic = tables.synthetic;
    for (const SetAside& column : comparison.set_aside)
        if (column.role == Role::key) checks.push_back(uniqueness(column, synthetic));
    if (options.input.schema_path.empty()) return checks;
    const ColumnKnowledge knowledge = gather_knowledge(options.input, synthetic.source, world, threads);
    const EncodingPlan plan = agree(world, [&] {
        auto profiles = synthetic.profiles;
        // Columns that are derived need no check: their sources have one.
        ColumnKnowledge own = knowledge;
        own.derived.clear();
        EncodingPlan made = plan_encoding(synthetic.source.columns, std::move(profiles), own, options.input.encoding);
        const std::vector<Tier> tiers(made.names.size(), Tier::row);
        made.related = relate_columns(knowledge.schema.rules, made.names, made.decisions, tiers);
        return made;
    });
    const RowCheck check = check_rows(synthetic.source, plan, world, threads);
    add_rejected(plan, check, synthetic.source.rows, checks);
    return checks;
}

}  // namespace replica
