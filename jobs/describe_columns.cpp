#include "jobs/describe_columns.hpp"

#include "engine/mpi/agreement.hpp"
#include "engine/related_codec.hpp"
#include "io/extract_columns.hpp"
#include "io/extract_passes.hpp"
#include "io/row_check.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/rejected_rows.hpp"

namespace replica {
namespace {

void check_names(const std::vector<std::string>& names) {
    constexpr std::size_t longest = 1000;
    for (const std::string& name : names) {
        if (name.size() > longest) {
            throw InputError("the column name that begins with \"" + name.substr(0, 40) + "\" is longer than " +
                             std::to_string(longest) + " bytes; shorten it");
        }
    }
}

EncodingPlan interval_plan(const EncodingPlan& plan, const RowCheck& check) {
    std::vector<ColumnProfile> profiles;
    for (const RelatedCounts& counts : check.related) profiles.push_back(counts.intervals);
    return plan_intervals(plan, std::move(profiles));
}

void relate_codecs(const DescribedColumns& described, const RowCheck& check, const std::vector<ColumnCodec>& intervals,
                   std::vector<ColumnCodec>& codecs) {
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const RelatedColumn& related = described.plan.related[i];
        const RelatedRowCounts counts{check.related[i].own, check.related[i].contradicting.rows};
        relate_codec(related, counts, intervals[i], codecs);
    }
}

}  // namespace

DescribedColumns describe_columns(ExtractSource& source, const InputOptions& options, int threads,
                                  const Communicator& world, Log& log) {
    check_names(source.columns);
    const EncodingOptions& encoding = options.encoding;
    DescribedColumns described;
    described.knowledge = gather_knowledge(options, source, world, threads);
    const ColumnKnowledge& knowledge = described.knowledge;
    const auto names = column_names(source, knowledge.derived);
    check_names(names);
    auto profiles = profile_columns(source, knowledge.derived, world, threads);
    log.phase("profile", {source.rows, source_bytes(source)});

    EncodingPlan& plan = described.plan;
    plan = agree(world, [&] { return plan_encoding(names, std::move(profiles), knowledge, encoding); });
    const ColumnSurveys surveys = survey_columns(source, plan, encoding, world, threads);
    plan.related = agree(world, [&] {
        const auto tiers = decide_tiers(plan, surveys.constancy, knowledge.schema, encoding);
        return relate_columns(knowledge.schema.rules, plan.names, plan.decisions, tiers);
    });
    const RowCheck check = check_rows(source, plan, world, threads);
    settle_rejected_rows(check, options.bad_input, plan, log);
    const EncodingPlan intervals = interval_plan(plan, check);
    const ColumnSurveys of_intervals{survey_intervals(source, plan, intervals, encoding, world, threads), {}};
    described.codecs = agree(world, [&] {
        auto codecs = make_codecs(plan, surveys, knowledge.schema, encoding);
        const auto interval_codecs = make_codecs(intervals, of_intervals, {}, encoding);
        relate_codecs(described, check, interval_codecs, codecs);
        return codecs;
    });
    log.phase("survey", {source.rows, 0});
    return described;
}

}  // namespace replica
