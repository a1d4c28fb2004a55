#include "engine/mpi/agreement.hpp"
#include "engine/value_pools.hpp"
#include "io/schema_toml.hpp"
#include "io/thread_limit.hpp"
#include "jobs/describe_columns.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"

#include <iostream>

namespace replica {
namespace {

std::string grid_text(std::int64_t value, const ValueFormat& format) {
    std::string text;
    append_value(value, format, text);
    return text;
}

// Values that share a code but come back as they are.
void append_literals(const std::vector<Weighted<std::string>>& patterns, std::vector<std::string>& values) {
    for (const auto& pattern : patterns)
        if (auto text = literal_of(pattern.value)) values.push_back(std::move(*text));
}

// What the data says of a column, in the words of a schema; brackets come from widely used names. `bins` is how many
// the column was cut into: of those the model has only the ones with values, and fewer bins would be wider ones.
ColumnSchema draft_column(const ColumnModel& column, const std::optional<ColumnSchema>& known, const std::uint32_t bins,
                          const bool missing) {
    ColumnSchema draft;
    draft.name = column.name;
    draft.type = column.format.type;
    draft.role = column.role;
    draft.missing = missing;
    if (column.tier == Tier::person && column.role != Role::person) draft.per_person = true;
    draft.from_data = true;
    if (column.role != Role::attribute) return draft;
    draft.categorical = column.encoding == Encoding::categorical;
    if (column.encoding == Encoding::categorical) {
        draft.values = column.values;
        for (const ValuePool& pool : column.pools) append_literals(pool.patterns, draft.values);
        append_literals(column.pooled_patterns, draft.values);
        return draft;
    }
    draft.range_low = grid_text(column.bin_low.front(), column.format);
    draft.range_high = grid_text(column.range_high, column.format);
    if (known && !known->brackets.empty()) {
        draft.brackets = known->brackets;
    } else {
        draft.bins = bins;
    }
    return draft;
}

void keep_what_no_data_tells(const ColumnSchema& given, ColumnSchema& draft) {
    draft.binning = given.binning;
    draft.holidays = given.holidays;
    draft.hierarchy = given.hierarchy;
    draft.key_style = given.key_style;
}

}  // namespace

void draft_schema(const SchemaOptions& options, const Communicator& world, Log& log) {
    const int threads = thread_count(options.shared);
    const ThreadLimit limit(threads);
    ExtractSource source = open_extract(options.input, world);
    const DescribedColumns described = describe_columns(source, options.input, threads, world, log);
    const ColumnKnowledge& knowledge = described.knowledge;

    agree(world, [&] {
        if (!world.is_root()) return;
        Schema schema{{}, knowledge.schema.derived, knowledge.schema.rules};
        for (std::size_t column = 0; column < described.plan.names.size(); ++column) {
            const ColumnModel& coded = described.codecs[column].model;
            if (coded.derivation) continue;
            const ColumnModel& model = coded.own.empty() ? coded : coded.own.front();
            const ColumnSchema* given = find_schema(knowledge.schema, model.name);
            const std::uint32_t bins = given != nullptr && given->bins ? *given->bins : options.input.encoding.bins;
            const auto known = column < knowledge.known.size() ? knowledge.known[column] : std::nullopt;
            schema.columns.push_back(draft_column(model, known, bins, described.plan.profiles[column].missing() > 0));
            if (given != nullptr) keep_what_no_data_tells(*given, schema.columns.back());
        }
        std::cout << schema_text(schema) << std::flush;
        if (!std::cout) throw JobError("standard output can't be written");
    });
}

}  // namespace replica
