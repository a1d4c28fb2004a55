#include "io/evaluation_pass.hpp"

#include "engine/byte_stream.hpp"
#include "engine/evaluation/clock_cells.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/extract_scan.hpp"
#include "kernels/philox.hpp"
#include "kernels/row_hash.hpp"

#include <algorithm>
#include <mutex>

#include <tbb/enumerable_thread_specific.h>

namespace replica {
namespace {

constexpr std::uint64_t seed = 0;
constexpr std::uint64_t half_stream = 0xE7A1'0001;
constexpr std::uint64_t draw_stream = 0xE7A1'0002;

using Counts = std::vector<std::vector<std::uint64_t>>;

/// The drawn rows of a chunk.
struct DrawnRows {
    std::uint64_t first_row = 0;       ///< of the chunk
    std::vector<std::uint16_t> codes;  ///< column by column
    std::uint64_t rows = 0;
};

/// What a thread has counted.
struct Counted {
    Counts fine;
    Counts clock;
};

Counted no_counts(std::span<const ComparedCoder> coders) {
    Counted counted;
    for (const ComparedCoder& coder : coders) {
        const ComparedColumn& column = coder.column();
        const bool has_clock = column.kind == ComparedKind::date || column.kind == ComparedKind::datetime;
        counted.fine.emplace_back(column.codes());
        counted.clock.emplace_back(has_clock ? clock_cell_count : 0);
    }
    return counted;
}

void add_counts(Counts& sum, const Counts& counts) {
    for (std::size_t column = 0; column < sum.size(); ++column)
        for (std::size_t code = 0; code < sum[column].size(); ++code) sum[column][code] += counts[column][code];
}

/// Makes codes of chunks.
class TablePass {
public:
    TablePass(const ExtractSource& source, std::span<const ComparedCoder> coders, std::span<const std::size_t> fields,
              const RowDraw& draw, ComparedTable& table, RowRange in_table)
        : source_(source),
          coders_(coders),
          fields_(fields),
          draw_(draw),
          table_(table),
          in_table_(in_table),
          drawn_(draw.halves ? 2 : 1),
          counted_(no_counts(coders)) {}

    void visit(const TokenizedChunk& chunk) {
        const auto picked = picked_rows(chunk);
        std::vector<DrawnRows> drawn(picked.size());
        for (std::size_t half = 0; half < picked.size(); ++half)
            drawn[half] = {chunk.first_row, {}, picked[half].size()};
        std::vector<std::uint16_t> fine(chunk.rows);
        std::vector<std::uint16_t> coarse(chunk.rows);
        for (std::size_t column = 0; column < coders_.size(); ++column) {
            code_column(chunk, column, fine);
            const auto& map = coders_[column].column().coarse;
            for (std::size_t row = 0; row < chunk.rows; ++row) coarse[row] = map[fine[row]];
            table_.codes->store(column, in_table_.first + (chunk.first_row - first_own_row(source_)), coarse);
            for (std::size_t half = 0; half < picked.size(); ++half)
                for (const std::uint32_t row : picked[half]) drawn[half].codes.push_back(fine[row]);
        }
        const std::lock_guard lock(mutex_);
        for (std::size_t half = 0; half < drawn.size(); ++half)
            if (drawn[half].rows > 0) drawn_[half].push_back(std::move(drawn[half]));
    }

    [[nodiscard]] Counted counted() const {
        Counted sum = no_counts(coders_);
        for (const Counted& part : counted_) {
            add_counts(sum.fine, part.fine);
            add_counts(sum.clock, part.clock);
        }
        return sum;
    }

    /// The rows that were drawn of a half, in order: rows, then codes column by column.
    [[nodiscard]] Bytes packed(std::size_t half) {
        auto& chunks = drawn_[half];
        std::sort(chunks.begin(), chunks.end(),
                  [](const DrawnRows& a, const DrawnRows& b) { return a.first_row < b.first_row; });
        std::uint64_t rows = 0;
        for (const DrawnRows& chunk : chunks) rows += chunk.rows;
        ByteWriter out;
        out.put(rows);
        for (std::size_t column = 0; column < coders_.size(); ++column) {
            std::vector<std::uint16_t> codes;
            codes.reserve(rows);
            for (const DrawnRows& chunk : chunks) {
                const auto begin = chunk.codes.begin() + static_cast<std::ptrdiff_t>(column * chunk.rows);
                codes.insert(codes.end(), begin, begin + static_cast<std::ptrdiff_t>(chunk.rows));
            }
            out.put_all(codes);
        }
        return out.take();
    }

private:
    [[nodiscard]] std::vector<std::vector<std::uint32_t>> picked_rows(const TokenizedChunk& chunk) const {
        std::vector<std::vector<std::uint32_t>> picked(drawn_.size());
        const std::uint64_t most = draw_.most_rows * drawn_.size();
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const std::uint64_t number = chunk.first_row + row;
            const bool all = source_.rows <= most;
            if (!all && scale_word(philox_word(seed, draw_stream, number), source_.rows) >= most) continue;
            picked[draw_.halves ? half_of_row(number) : 0].push_back(static_cast<std::uint32_t>(row));
        }
        return picked;
    }

    void code_column(const TokenizedChunk& chunk, std::size_t column, std::vector<std::uint16_t>& fine) {
        const ComparedCoder& coder = coders_[column];
        const std::size_t field = fields_[column];
        Counted& local = counted_.local();
        auto& counts = local.fine[column];
        auto& clock = local.clock[column];
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const bool missing = chunk.missing_token(row, field) >= 0;
            const ComparedValue value = missing ? coder.missing() : coder.code(chunk.text(row, field));
            fine[row] = value.fine;
            ++counts[value.fine];
            if (!clock.empty() && value.fine < coder.column().value_codes()) ++clock[value.clock_cell];
        }
    }

    const ExtractSource& source_;
    std::span<const ComparedCoder> coders_;
    std::span<const std::size_t> fields_;
    RowDraw draw_;
    ComparedTable& table_;
    RowRange in_table_;
    std::vector<std::vector<DrawnRows>> drawn_;  // by half
    std::mutex mutex_;
    mutable tbb::enumerable_thread_specific<Counted> counted_;
};

CodedSample unpacked(const std::vector<Bytes>& ranks, std::size_t columns, std::uint64_t table_rows) {
    CodedSample sample;
    sample.table_rows = table_rows;
    sample.columns.resize(columns);
    for (const Bytes& bytes : ranks) {
        ByteReader in(bytes);
        sample.rows += in.get<std::uint64_t>();
        for (auto& column : sample.columns) {
            const auto codes = in.get_all<std::uint16_t>();
            column.insert(column.end(), codes.begin(), codes.end());
        }
    }
    return sample;
}

void sum_counts(Counts& counts, const Communicator& comm) {
    for (auto& column : counts) comm.sum_in_place(column);
}

std::uint64_t own_row_count(const ExtractSource& source) {
    std::uint64_t rows = 0;
    for (const ChunkState& state : source.own_states) rows += state.rows;
    return rows;
}

}  // namespace

std::uint32_t half_of_row(std::uint64_t row) {
    return static_cast<std::uint32_t>(philox_word(seed, half_stream, row) >> 63U);
}

ComparedTable read_compared_table(ExtractSource& source, std::span<const ComparedCoder> coders,
                                  std::span<const std::size_t> fields, const RowDraw& draw, const Placement& placement,
                                  int threads) {
    const Communicator& world = placement.world();
    std::vector<std::uint32_t> domains;
    for (const ComparedCoder& coder : coders) domains.push_back(coder.column().coarse_codes);
    const std::uint64_t own = own_row_count(source);
    const RowRange in_table{world.exclusive_sum(own), own};
    ComparedTable table;
    agree(world, [&] { table.codes.emplace(world, placement.holder(), domains, source.rows, in_table); });
    TablePass pass(source, coders, fields, draw, table, in_table);
    scan(source, world, threads, [&](const TokenizedChunk& chunk) { pass.visit(chunk); });
    table.codes->complete();
    Counted counted = pass.counted();
    sum_counts(counted.fine, world);
    sum_counts(counted.clock, world);
    table.fine = std::move(counted.fine);
    table.clock = std::move(counted.clock);
    for (std::size_t half = 0; half < (draw.halves ? 2U : 1U); ++half)
        table.samples.push_back(unpacked(world.all_gather(pass.packed(half)), coders.size(), source.rows));
    return table;
}

std::uint64_t first_own_row(const ExtractSource& source) {
    return source.own_states.empty() ? 0 : source.own_states.front().first_row;
}

std::vector<std::uint64_t> hash_own_rows(ExtractSource& source, std::span<const ComparedCoder> coders,
                                         std::span<const std::size_t> fields, const Communicator& comm, int threads) {
    std::vector<std::uint64_t> hashes(own_row_count(source));
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) {
        std::uint64_t* of_chunk = hashes.data() + (chunk.first_row - first_own_row(source));
        for (std::size_t column = 0; column < coders.size(); ++column) {
            // Odd multipliers keep columns apart (see hash_rows).
            const std::uint64_t multiplier = mix_bits(column + 1) | 1U;
            const std::size_t field = fields[column];
            for (std::size_t row = 0; row < chunk.rows; ++row) {
                const bool missing = chunk.missing_token(row, field) >= 0;
                const ComparedValue value =
                    missing ? coders[column].missing() : coders[column].code(chunk.text(row, field));
                of_chunk[row] += mix_bits(value.identity) * multiplier;
            }
        }
    });
    return hashes;
}

}  // namespace replica
