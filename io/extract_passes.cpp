#include "io/extract_passes.hpp"

#include "engine/mpi/agreement.hpp"
#include "engine/related_codec.hpp"
#include "io/extract_columns.hpp"
#include "io/field_memo.hpp"
#include "io/parquet/parquet_codes.hpp"
#include "io/person_hash.hpp"
#include "io/related_rows.hpp"

#include <algorithm>
#include <string>

#include <tbb/enumerable_thread_specific.h>

namespace replica {
namespace {

using Profiles = std::vector<ColumnProfile>;
using Surveys = std::vector<std::optional<ValueSurvey>>;

bool any_of(const Surveys& surveys) {
    return std::any_of(surveys.begin(), surveys.end(), [](const auto& survey) { return survey.has_value(); });
}

// Of a chunk that shares fields: equal ones are observed together.
void profile_shared(const ExtractColumns& columns, std::size_t column, ColumnProfile& profile) {
    const std::size_t source = columns.field(column);
    CountMemo memo;
    const auto observe = [&](std::size_t row, std::uint64_t count) {
        if (const auto value = columns.value(row, column)) profile.observe(*value, count);
    };
    for (std::size_t row = 0; row < columns.rows(); ++row) {
        const Field field = columns.chunk().field(row, source);
        if (const int token = field.missing_token(); token >= 0) {
            profile.observe_missing(static_cast<std::size_t>(token));
        } else {
            memo.add(field, row, observe);
        }
    }
    memo.flush_all(observe);
}

void profile_chunk(const ExtractColumns& columns, Profiles& profiles) {
    for (std::size_t column = 0; column < profiles.size(); ++column) {
        ColumnProfile& profile = profiles[column];
        if (columns.chunk().shares_fields) {
            profile_shared(columns, column, profile);
            continue;
        }
        for (std::size_t row = 0; row < columns.rows(); ++row) {
            const int token = columns.missing_token(row, column);
            if (token >= 0) {
                profile.observe_missing(static_cast<std::size_t>(token));
            } else if (const auto value = columns.value(row, column)) {
                profile.observe(*value);
            }
        }
    }
}

RowRange own_rows(const ExtractSource& source) {
    if (source.own_states.empty()) return {};
    const ChunkState& last = source.own_states.back();
    const std::uint64_t first = source.own_states.front().first_row;
    return {first, last.first_row + last.rows - first};
}

// A hash of each row's person; rows without one are persons of their own.
std::vector<std::uint64_t> persons_of(const TokenizedChunk& chunk, std::optional<std::size_t> unit) {
    std::vector<std::uint64_t> persons(chunk.rows);
    for (std::size_t row = 0; row < chunk.rows; ++row) {
        const bool known = unit && chunk.missing_token(row, *unit) < 0;
        persons[row] = known ? hash_of_person(chunk.text(row, *unit)) : hash_of_lone_row(chunk.first_row + row);
    }
    return persons;
}

void survey_chunk(const ExtractColumns& columns, Surveys& surveys, std::span<const std::uint64_t> persons) {
    for (std::size_t column = 0; column < surveys.size(); ++column) {
        if (!surveys[column]) continue;
        for (std::size_t row = 0; row < columns.rows(); ++row) {
            if (const auto value = columns.value(row, column)) surveys[column]->observe(*value, persons[row]);
        }
    }
}

/// What a thread learns in the second pass.
struct Surveyed {
    Surveys values;
    PersonConstancy constancy;
};

void observe_constancy(const ExtractColumns& columns, std::size_t names, const std::vector<std::uint64_t>& persons,
                       PersonConstancy& constancy) {
    std::vector<std::uint32_t> values(names);
    for (std::size_t row = 0; row < columns.rows(); ++row) {
        if (!constancy.wants(persons[row])) continue;
        for (std::size_t column = 0; column < names; ++column) {
            const auto value = columns.value(row, column);
            // 0 stands for missing.
            values[column] = value ? static_cast<std::uint32_t>(DistinctValues::hash(*value)) | 1U : 0;
        }
        constancy.observe(persons[row], values);
    }
}

void survey_intervals(const ExtractColumns& columns, const EncodingPlan& plan, Surveys& surveys,
                      std::span<const std::uint64_t> persons) {
    RelatedRows rows(plan);
    for (std::size_t row = 0; row < columns.rows(); ++row) {
        const auto values = rows.relate_row(columns, row);
        for (std::size_t i = 0; i < surveys.size(); ++i) {
            if (!surveys[i] || values[i].kind != RelatedValue::Kind::related) continue;
            surveys[i]->observe(std::to_string(values[i].interval), persons[row]);
        }
    }
}

void merge_into(Surveys& merged, const Surveys& surveys) {
    for (std::size_t column = 0; column < merged.size(); ++column) {
        if (merged[column]) merged[column]->merge(*surveys[column]);
    }
}

// Of a chunk that shares fields: what is known of a field isn't computed again.
void encode_shared(const ExtractColumns& columns, std::size_t column, std::uint64_t first_row,
                   const ColumnEncoder& encoder, EncodedTable& table) {
    CodeMemo memo;
    const std::size_t source = columns.field(column);
    for (std::size_t row = 0; row < columns.rows(); ++row) {
        const std::uint16_t code = memo.find_or(columns.chunk().field(row, source), [&] {
            const auto value = columns.value(row, column);
            return value ? encoder.encode(*value) : encoder.missing_code();
        });
        table.store(column, first_row + row, code);
    }
}

// first_row: the chunk's in the table.
void encode_chunk(const ExtractColumns& columns, std::uint64_t first_row, const std::vector<ColumnEncoder>& encoders,
                  EncodedTable& table) {
    for (std::size_t column = 0; column < encoders.size(); ++column) {
        const ColumnEncoder& encoder = encoders[column];
        if (columns.chunk().shares_fields) {
            encode_shared(columns, column, first_row, encoder, table);
            continue;
        }
        for (std::size_t row = 0; row < columns.rows(); ++row) {
            const auto value = columns.value(row, column);
            table.store(column, first_row + row, value ? encoder.encode(*value) : encoder.missing_code());
        }
    }
}

// Over what encode_chunk has stored.
void encode_related(const ExtractColumns& columns, std::uint64_t first_row, const EncodingPlan& plan,
                    const std::vector<ColumnCodec>& codecs, EncodedTable& table) {
    if (plan.related.empty()) return;
    RelatedRows rows(plan);
    for (std::size_t row = 0; row < columns.rows(); ++row) {
        const auto values = rows.relate_row(columns, row);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::uint32_t target = plan.related[i].target;
            table.store(target, first_row + row, encode_related(codecs[target], values[i]));
        }
    }
}

}  // namespace

std::vector<ColumnProfile> profile_columns(ExtractSource& source, std::span<const DerivedColumn> derived,
                                           const Communicator& comm, int threads) {
    const Profiles empty(source.columns.size() + derived.size(), ColumnProfile(source.dialect.missing_tokens.size()));
    tbb::enumerable_thread_specific<Profiles> of_threads(empty);
    scan(source, comm, threads,
         [&](const TokenizedChunk& chunk) { profile_chunk(ExtractColumns(chunk, derived), of_threads.local()); });
    Profiles merged = empty;
    for (const Profiles& profiles : of_threads) {
        for (std::size_t column = 0; column < merged.size(); ++column) merged[column].merge(profiles[column]);
    }
    return merge_profiles(merged, comm);
}

ColumnSurveys survey_columns(ExtractSource& source, const EncodingPlan& plan, const EncodingOptions& options,
                             const Communicator& comm, int threads) {
    ColumnSurveys merged{start_surveys(plan, options), {}};
    if (!any_of(merged.values)) return merged;
    const Surveyed empty{merged.values, PersonConstancy(plan.names.size())};
    tbb::enumerable_thread_specific<Surveyed> of_threads(empty);
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) {
        Surveyed& local = of_threads.local();
        const auto persons = persons_of(chunk, plan.unit);
        const ExtractColumns columns(chunk, plan.derived);
        survey_chunk(columns, local.values, persons);
        if (plan.unit) observe_constancy(columns, plan.names.size(), persons, local.constancy);
    });
    PersonConstancy constancy = empty.constancy;
    for (const Surveyed& local : of_threads) {
        constancy.merge(local.constancy);
        merge_into(merged.values, local.values);
    }
    merge_surveys(merged.values, comm);
    if (plan.unit) merged.constancy = merged_figures(constancy, comm);
    return merged;
}

std::vector<std::optional<ValueSurvey>> survey_intervals(ExtractSource& source, const EncodingPlan& plan,
                                                         const EncodingPlan& intervals, const EncodingOptions& options,
                                                         const Communicator& comm, int threads) {
    Surveys merged = start_surveys(intervals, options);
    if (!any_of(merged)) return merged;
    tbb::enumerable_thread_specific<Surveys> of_threads(merged);
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) {
        survey_intervals(ExtractColumns(chunk, plan.derived), plan, of_threads.local(), persons_of(chunk, plan.unit));
    });
    for (const Surveys& surveys : of_threads) merge_into(merged, surveys);
    merge_surveys(merged, comm);
    return merged;
}

EncodedExtract encode_columns(ExtractSource& source, const EncodingPlan& plan, const std::vector<ColumnCodec>& codecs,
                              const Placement& placement, int threads) {
    std::vector<std::uint32_t> domains;
    std::vector<ColumnEncoder> encoders;
    for (const ColumnCodec& codec : codecs) domains.push_back(codec.model.domain_size());
    for (std::size_t column = 0; column < plan.names.size(); ++column)
        encoders.emplace_back(codecs[column], plan.profiles[column]);
    const bool has_persons = codecs.size() > plan.names.size();

    // A rank's rows lie in the part that its holder has, after those of the part's lower ranks.
    const RowRange own = own_rows(source);
    const Communicator& part = placement.part();
    const std::uint64_t first = part.exclusive_sum(own.count);
    const std::uint64_t rows = part.sum(own.count);
    // A holder agrees on what fails; then all ranks do.
    EncodedTable table = agree(placement.world(), [&] {
        return EncodedTable(part, placement.holder(), domains, rows, {first, own.count});
    });
    std::vector<std::uint64_t> persons(has_persons ? own.count : 0);
    const auto encode = [&](const TokenizedChunk& chunk) {
        const ExtractColumns columns(chunk, plan.derived);
        const std::uint64_t first_row = chunk.first_row - own.first + first;
        encode_chunk(columns, first_row, encoders, table);
        encode_related(columns, first_row, plan, codecs, table);
        if (!has_persons) return;
        const auto of_chunk = persons_of(chunk, plan.unit);
        std::copy(of_chunk.begin(), of_chunk.end(),
                  persons.begin() + static_cast<std::ptrdiff_t>(chunk.first_row - own.first));
    };
    if (source.is_parquet() && plan.related.empty() && plan.derived.empty()) {
        const PersonHashes wanted{has_persons ? plan.unit : std::nullopt, persons};
        agree(placement.world(), [&] { encode_parquet(source, encoders, wanted, first, threads, table); });
    } else {
        scan(source, placement.world(), threads, encode);
    }
    if (!has_persons) {
        table.complete();
        return {std::move(table), {}};
    }
    PersonTable person_table = make_person_table({persons, own.first, first}, codecs, placement, table);
    return {std::move(table), std::move(person_table)};
}

}  // namespace replica
