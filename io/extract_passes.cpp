#include "io/extract_passes.hpp"

#include "engine/mpi/agreement.hpp"

#include <algorithm>
#include <string>

#include <tbb/enumerable_thread_specific.h>

namespace replica {
namespace {

using Profiles = std::vector<ColumnProfile>;
using Surveys = std::vector<std::optional<ValueSurvey>>;

void profile_chunk(const TokenizedChunk& chunk, Profiles& profiles) {
    for (std::size_t column = 0; column < profiles.size(); ++column) {
        ColumnProfile& profile = profiles[column];
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const int token = chunk.missing_token(row, column);
            if (token >= 0) {
                profile.observe_missing(static_cast<std::size_t>(token));
            } else {
                profile.observe(chunk.text(row, column));
            }
        }
    }
}

RowRange own_rows(const CsvSource& source) {
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
        persons[row] = known ? DistinctValues::hash(chunk.text(row, *unit))
                             : DistinctValues::hash("row " + std::to_string(chunk.first_row + row));
    }
    return persons;
}

void survey_chunk(const TokenizedChunk& chunk, const std::vector<std::uint64_t>& persons, Surveys& surveys) {
    for (std::size_t column = 0; column < surveys.size(); ++column) {
        if (!surveys[column]) continue;
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            if (chunk.missing_token(row, column) < 0) surveys[column]->observe(chunk.text(row, column), persons[row]);
        }
    }
}

/// What a thread learns in the second pass.
struct Surveyed {
    Surveys values;
    PersonConstancy constancy;
};

void observe_constancy(const TokenizedChunk& chunk, const std::vector<std::uint64_t>& persons,
                       PersonConstancy& constancy) {
    std::vector<std::uint32_t> values(chunk.columns);
    for (std::size_t row = 0; row < chunk.rows; ++row) {
        if (!constancy.wants(persons[row])) continue;
        for (std::size_t column = 0; column < chunk.columns; ++column) {
            const bool missing = chunk.missing_token(row, column) >= 0;
            // 0 stands for missing.
            values[column] =
                missing ? 0 : static_cast<std::uint32_t>(DistinctValues::hash(chunk.text(row, column))) | 1U;
        }
        constancy.observe(persons[row], values);
    }
}

// first_row: the chunk's in the table.
void encode_chunk(const TokenizedChunk& chunk, std::uint64_t first_row, const std::vector<ColumnEncoder>& encoders,
                  EncodedTable& table) {
    for (std::size_t column = 0; column < encoders.size(); ++column) {
        const ColumnEncoder& encoder = encoders[column];
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const bool missing = chunk.missing_token(row, column) >= 0;
            const std::uint16_t code = missing ? encoder.missing_code() : encoder.encode(chunk.text(row, column));
            table.store(column, first_row + row, code);
        }
    }
}

}  // namespace

std::vector<ColumnProfile> profile_columns(CsvSource& source, const Communicator& comm, int threads) {
    const Profiles empty(source.columns.size(), ColumnProfile(source.dialect.missing_tokens.size()));
    tbb::enumerable_thread_specific<Profiles> of_threads(empty);
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) { profile_chunk(chunk, of_threads.local()); });
    Profiles merged = empty;
    for (const Profiles& profiles : of_threads) {
        for (std::size_t column = 0; column < merged.size(); ++column) merged[column].merge(profiles[column]);
    }
    return merge_profiles(merged, comm);
}

ColumnSurveys survey_columns(CsvSource& source, const EncodingPlan& plan, const EncodingOptions& options,
                             const Communicator& comm, int threads) {
    ColumnSurveys merged{start_surveys(plan, options), {}};
    const bool needed =
        std::any_of(merged.values.begin(), merged.values.end(), [](const auto& survey) { return survey.has_value(); });
    if (!needed) return merged;
    const Surveyed empty{merged.values, PersonConstancy(plan.names.size())};
    tbb::enumerable_thread_specific<Surveyed> of_threads(empty);
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) {
        Surveyed& local = of_threads.local();
        const auto persons = persons_of(chunk, plan.unit);
        survey_chunk(chunk, persons, local.values);
        if (plan.unit) observe_constancy(chunk, persons, local.constancy);
    });
    PersonConstancy constancy = empty.constancy;
    for (const Surveyed& local : of_threads) {
        constancy.merge(local.constancy);
        for (std::size_t column = 0; column < merged.values.size(); ++column) {
            if (merged.values[column]) merged.values[column]->merge(*local.values[column]);
        }
    }
    merge_surveys(merged.values, comm);
    if (plan.unit) merged.constancy = merged_figures(constancy, comm);
    return merged;
}

EncodedExtract encode_columns(CsvSource& source, const EncodingPlan& plan, const std::vector<ColumnCodec>& codecs,
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
    scan(source, placement.world(), threads, [&](const TokenizedChunk& chunk) {
        encode_chunk(chunk, chunk.first_row - own.first + first, encoders, table);
        if (!has_persons) return;
        const auto of_chunk = persons_of(chunk, plan.unit);
        std::copy(of_chunk.begin(), of_chunk.end(),
                  persons.begin() + static_cast<std::ptrdiff_t>(chunk.first_row - own.first));
    });
    if (!has_persons) {
        table.complete();
        return {std::move(table), {}};
    }
    PersonTable person_table = make_person_table({persons, own.first, first}, codecs, placement, table);
    return {std::move(table), std::move(person_table)};
}

}  // namespace replica
