#include "io/part_pipeline.hpp"

#include "engine/error.hpp"
#include "engine/random_stream.hpp"

#include <algorithm>
#include <cstddef>

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

namespace replica {

namespace {

struct BlockTask {
    CsvReplica::Block* block = nullptr;
    RowRange rows;
};

}  // namespace

CsvReplica::CsvReplica(const Model& model, std::uint64_t seed) : synthesizer_(model), seed_(seed) {
    const auto& columns = synthesizer_.columns();
    if (columns.empty())
        throw InputError("the model has no column to write: all have role drop; describe the data again");
    for (const std::uint32_t column : columns)
        columns_.emplace_back(synthesizer_.decoder(column), model.text,
                              column == columns.back() ? '\n' : model.text.separator);
    header_ = csv_header(model, columns);
}

void CsvReplica::make_rows(RowRange rows, Block& block) const {
    synthesizer_.sample_codes(seed_, rows.first, rows.count, block.sampled);
    block.decoded.resize(columns_.size());
    block.fields.resize(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::uint32_t column = synthesizer_.columns()[i];
        synthesizer_.decoder(column).decode(seed_, rows.first, block.sampled.codes[column], block.decoded[i]);
        columns_[i].place(block.decoded[i], block.fields[i]);
    }
    assemble_rows(block.fields, block.rows);
}

void write_part(const CsvReplica& replica, RowRange rows, int threads, ShardWriter& writer,
                const std::function<void(std::uint64_t rows, std::uint64_t bytes)>& written) {
    writer.write(replica.header());
    // As many blocks as may be under way. They leave in order, so the one that entered that many before has left.
    std::vector<CsvReplica::Block> blocks(threads > 1 ? 2 * static_cast<std::size_t>(threads) : 1);
    std::size_t entered = 0;
    RowRange left = rows;
    const auto next = [&](tbb::flow_control& control) -> BlockTask {
        if (left.count == 0) {
            control.stop();
            return {};
        }
        const RowRange taken{left.first, std::min(left.count, sampling_block_rows)};
        left = {left.first + taken.count, left.count - taken.count};
        return {&blocks[entered++ % blocks.size()], taken};
    };
    const auto make = [&](BlockTask task) {
        replica.make_rows(task.rows, *task.block);
        return task;
    };
    const auto write = [&](BlockTask task) {
        writer.write(std::span(task.block->rows.buffer).first(task.block->rows.size));
        written(task.rows.count, task.block->rows.size);
    };
    tbb::task_arena(std::max(threads, 1)).execute([&] {
        tbb::parallel_pipeline(blocks.size(),
                               tbb::make_filter<void, BlockTask>(tbb::filter_mode::serial_in_order, next) &
                                   tbb::make_filter<BlockTask, BlockTask>(tbb::filter_mode::parallel, make) &
                                   tbb::make_filter<BlockTask, void>(tbb::filter_mode::serial_in_order, write));
    });
}

}  // namespace replica
