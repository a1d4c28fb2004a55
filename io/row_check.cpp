#include "io/row_check.hpp"

#include "engine/byte_stream.hpp"
#include "io/related_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <tbb/enumerable_thread_specific.h>

namespace replica {
namespace {

RowCheck empty_check(const EncodingPlan& plan) {
    RowCheck check;
    check.columns.resize(plan.names.size());
    for (std::size_t i = 0; i < plan.related.size(); ++i) check.related.push_back({{}, 0, ColumnProfile(0)});
    return check;
}

// Columns that may hold values which are treated as missing.
std::vector<std::uint32_t> doubtful_columns(const EncodingPlan& plan) {
    std::vector<std::uint32_t> doubtful;
    const std::size_t fields = plan.names.size() - plan.derived.size();
    for (std::uint32_t column = 0; column < plan.names.size(); ++column) {
        if (column >= fields || plan.decisions[column].domain.limited()) doubtful.push_back(column);
    }
    return doubtful;
}

// Counts row `row` of the chunk among those rejected; the first row of all is remembered with its place.
void reject(const ExtractSource& source, const ExtractColumns& columns, std::size_t row, std::size_t column,
            RejectedRows& rejected, Rejection why) {
    ++rejected.rows;
    const std::uint64_t global = columns.chunk().first_row + row;
    if (global >= rejected.first_row) return;
    const std::size_t field = columns.field(column);
    rejected.first_row = global;
    rejected.position = position_of(columns.chunk(), row, field);
    rejected.place = place_of(source, columns.chunk(), row, field);
    rejected.value = excerpt(columns.chunk().text(row, field));
    rejected.why = why;
}

Rejection judge(const ExtractColumns& columns, const ColumnDecision& decision, std::size_t row, std::size_t column) {
    if (columns.missing_token(row, column) >= 0) return Rejection::none;
    const auto value = columns.value(row, column);
    return value ? decision.domain.judge(*value) : Rejection::unmatched;
}

std::string values_beside(const ExtractColumns& columns, const EncodingPlan& plan, const RelatedColumn& related,
                          std::size_t row) {
    std::string beside;
    std::vector<Reference> others = related.relation.references;
    others.insert(others.end(), related.relation.caps.begin(), related.relation.caps.end());
    for (const Reference& reference : others) {
        const auto value = columns.value(row, reference.column);
        if (!value) continue;
        beside += (beside.empty() ? "" : " and ") + plan.names[reference.column] + " is \"" + excerpt(*value) + "\"";
    }
    return beside;
}

[[noreturn]] void throw_too_large(const ExtractSource& source, const ExtractColumns& columns,
                                  const RelatedColumn& related, std::size_t row) {
    const std::size_t field = columns.field(related.target);
    throw InputError(place_of(source, columns.chunk(), row, field) + ": what the rule \"" +
                         related.relation.rules.front() +
                         "\" computes in this line is beyond 64-bit numbers; correct the line or leave the rule out",
                     position_of(columns.chunk(), row, field));
}

void check_relations(const ExtractSource& source, const EncodingPlan& plan, const ExtractColumns& columns,
                     RowCheck& check) {
    if (plan.related.empty()) return;
    RelatedRows rows(plan);
    for (std::size_t row = 0; row < columns.rows(); ++row) {
        const auto values = rows.relate_row(columns, row);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const RelatedColumn& related = plan.related[i];
            RelatedCounts& counts = check.related[i];
            switch (values[i].kind) {
                case RelatedValue::Kind::missing: break;
                case RelatedValue::Kind::own: ++counts.own; break;
                case RelatedValue::Kind::too_large: throw_too_large(source, columns, related, row);
                case RelatedValue::Kind::related: {
                    std::array<char, 24> text{};
                    const auto end = std::to_chars(text.data(), text.data() + text.size(), values[i].interval).ptr;
                    counts.intervals.observe({text.data(), static_cast<std::size_t>(end - text.data())});
                    break;
                }
                case RelatedValue::Kind::contradicts: {
                    const std::uint64_t first = counts.contradicting.first_row;
                    reject(source, columns, row, related.target, counts.contradicting, Rejection::none);
                    if (counts.contradicting.first_row < first)
                        counts.contradicting.beside = values_beside(columns, plan, related, row);
                    break;
                }
            }
        }
    }
}

void check_chunk(const ExtractSource& source, const EncodingPlan& plan, const std::vector<std::uint32_t>& doubtful,
                 const ExtractColumns& columns, RowCheck& check) {
    for (const std::uint32_t column : doubtful) {
        for (std::size_t row = 0; row < columns.rows(); ++row) {
            const Rejection why = judge(columns, plan.decisions[column], row, column);
            if (why != Rejection::none) reject(source, columns, row, column, check.columns[column], why);
        }
    }
    check_relations(source, plan, columns, check);
}

void merge(RowCheck& check, const RowCheck& other) {
    for (std::size_t c = 0; c < check.columns.size(); ++c) check.columns[c].merge(other.columns[c]);
    for (std::size_t i = 0; i < check.related.size(); ++i) {
        check.related[i].contradicting.merge(other.related[i].contradicting);
        check.related[i].own += other.related[i].own;
        check.related[i].intervals.merge(other.related[i].intervals);
    }
}

void write(const RejectedRows& rejected, ByteWriter& out) {
    out.put(rejected.rows);
    out.put(rejected.first_row);
    out.put(rejected.position);
    out.put_text(rejected.place);
    out.put_text(rejected.value);
    out.put_text(rejected.beside);
    out.put(rejected.why);
}

RejectedRows read_rejected(ByteReader& in) {
    RejectedRows rejected;
    rejected.rows = in.get<std::uint64_t>();
    rejected.first_row = in.get<std::uint64_t>();
    rejected.position = in.get<ErrorPosition>();
    rejected.place = in.get_text();
    rejected.value = in.get_text();
    rejected.beside = in.get_text();
    rejected.why = in.get<Rejection>();
    return rejected;
}

RowCheck merge_ranks(const RowCheck& own, const EncodingPlan& plan, const Communicator& comm) {
    ByteWriter out;
    for (const RejectedRows& rejected : own.columns) write(rejected, out);
    for (const RelatedCounts& related : own.related) {
        write(related.contradicting, out);
        out.put(related.own);
        related.intervals.write(out);
    }
    RowCheck all = empty_check(plan);
    for (const Bytes& bytes : comm.all_gather(out.take())) {
        ByteReader in(bytes);
        for (RejectedRows& rejected : all.columns) rejected.merge(read_rejected(in));
        for (RelatedCounts& related : all.related) {
            related.contradicting.merge(read_rejected(in));
            related.own += in.get<std::uint64_t>();
            related.intervals.merge(ColumnProfile::read(in));
        }
    }
    return all;
}

}  // namespace

void RejectedRows::merge(const RejectedRows& other) {
    const std::uint64_t sum = rows + other.rows;
    if (other.first_row < first_row) *this = other;
    rows = sum;
}

RowCheck check_rows(ExtractSource& source, const EncodingPlan& plan, const Communicator& comm, int threads) {
    const RowCheck empty = empty_check(plan);
    const auto doubtful = doubtful_columns(plan);
    if (doubtful.empty() && plan.related.empty()) return empty;
    tbb::enumerable_thread_specific<RowCheck> of_threads(empty);
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) {
        check_chunk(source, plan, doubtful, ExtractColumns(chunk, plan.derived), of_threads.local());
    });
    RowCheck own = empty;
    for (const RowCheck& check : of_threads) merge(own, check);
    return merge_ranks(own, plan, comm);
}

}  // namespace replica
