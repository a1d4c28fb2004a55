#include "io/part_pipeline.hpp"

#include "engine/error.hpp"
#include "engine/random_stream.hpp"
#include "io/ordered_pipeline.hpp"

#include <algorithm>

namespace replica {

CsvReplica::CsvReplica(const Model& model, std::uint64_t seed) : synthesizer_(model), seed_(seed) {
    const auto& columns = synthesizer_.columns();
    if (columns.empty())
        throw InputError("the model has no column to write: all have role drop; describe the data again");
    for (const std::uint32_t column : columns)
        add_column(column, CsvColumn(synthesizer_.decoder(column), model.text,
                                     column == columns.back() ? '\n' : model.text.separator));
    header_ = csv_header(model, columns);
}

void CsvReplica::add_column(std::uint32_t column, CsvColumn fields) {
    std::vector<std::string_view> texts;
    for (const std::uint32_t cell : synthesizer_.decoder(column).cells_of_codes()) texts.push_back(fields.field(cell));
    if (!parts_.empty() && !parts_.back().long_column && parts_.back().short_columns.try_add(column, texts)) return;
    Part part{column, std::nullopt, {}};
    if (!part.short_columns.try_add(column, texts)) part.long_column = std::move(fields);
    parts_.push_back(std::move(part));
}

void CsvReplica::append_block(RowRange rows, Block& block) const {
    synthesizer_.sample_codes(seed_, rows.first, rows.count, block.sampled);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const Part& part = parts_[i];
        if (!part.long_column) {
            part.short_columns.place(block.sampled.codes, block.fields[i]);
            continue;
        }
        synthesizer_.decode(part.column, seed_, rows.first, block.sampled, block.decoded[i]);
        part.long_column->place(block.decoded[i], block.fields[i]);
    }
    append_rows(block.fields, block.rows);
}

void CsvReplica::make_rows(RowRange rows, Block& block) const {
    block.decoded.resize(parts_.size());
    block.fields.resize(parts_.size());
    block.rows.size = 0;
    for (std::uint64_t done = 0; done < rows.count;) {
        const RowRange next = next_sampled_rows(synthesizer_, {rows.first + done, rows.count - done});
        append_block(next, block);
        done += next.count;
    }
}

RowRange CsvReplica::rows_of_a_task(RowRange left, std::uint64_t most) const {
    // Whoever makes a row of a person block draws all its persons, so no two tasks share one.
    if (synthesizer_.has_persons()) return within_block(left, person_block_rows);
    // So it is with the rows of a block that are drawn evenly.
    if (synthesizer_.draws_evenly()) return within_block(left, pool_block_rows);
    if (synthesizer_.rejects()) return {left.first, std::min(left.count, most - left.first % sampling_block_rows)};
    return {left.first, std::min(left.count, most)};
}

std::uint64_t CsvReplica::rows_of_a_write() const {
    constexpr std::uint64_t values = std::uint64_t{1} << 18U;  // of some 2 bytes at least
    const std::uint64_t blocks = values / synthesizer_.columns().size() / sampling_block_rows;
    return std::max<std::uint64_t>(1, blocks) * sampling_block_rows;
}

void write_part(const CsvReplica& replica, RowRange rows, int threads, ShardWriter& writer,
                const std::function<void(std::uint64_t rows, std::uint64_t bytes)>& written) {
    writer.write(replica.header());
    RowRange left = rows;
    // Several for each thread, so that they end at about the same time.
    const std::uint64_t under_way = threads > 1 ? 2 * static_cast<std::uint64_t>(threads) : 1;
    const std::uint64_t most = std::clamp(rows.count / (8 * under_way), sampling_block_rows, replica.rows_of_a_write());
    const auto next = [&]() -> std::optional<RowRange> {
        if (left.count == 0) return std::nullopt;
        const RowRange taken = replica.rows_of_a_task(left, most);
        left = {left.first + taken.count, left.count - taken.count};
        return taken;
    };
    run_in_order<CsvReplica::Block>(
        threads, next, [&](RowRange task, CsvReplica::Block& block) { replica.make_rows(task, block); },
        [&](RowRange task, CsvReplica::Block& block) {
            writer.write(std::span(block.rows.buffer).first(block.rows.size));
            written(task.count, block.rows.size);
        });
}

}  // namespace replica
