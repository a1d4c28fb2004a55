#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

namespace replica {

/// Makes blocks by `threads` threads and writes them in order: next() gives the next task or nothing, from one thread
/// at a time; make(task, block) fills a block, side by side; write(task, block) takes the blocks in order, one at a
/// time.
template <typename Block, typename Next, typename Make, typename Write>
void run_in_order(int threads, Next&& next, Make&& make, Write&& write) {
    using Task = typename std::invoke_result_t<Next>::value_type;
    using Entry = std::pair<Task, Block*>;
    // As many blocks as may be under way. They leave in order, so the one that entered that many before has left.
    std::vector<Block> blocks(threads > 1 ? 2 * static_cast<std::size_t>(threads) : 1);
    std::size_t entered = 0;
    const auto enter = [&](tbb::flow_control& control) -> Entry {
        const auto task = next();
        if (!task) {
            control.stop();
            return {};
        }
        return {*task, &blocks[entered++ % blocks.size()]};
    };
    const auto fill = [&](Entry entry) {
        make(entry.first, *entry.second);
        return entry;
    };
    const auto leave = [&](Entry entry) { write(entry.first, *entry.second); };
    tbb::task_arena(std::max(threads, 1)).execute([&] {
        tbb::parallel_pipeline(blocks.size(),
                               tbb::make_filter<void, Entry>(tbb::filter_mode::serial_in_order, enter) &
                                   tbb::make_filter<Entry, Entry>(tbb::filter_mode::parallel, fill) &
                                   tbb::make_filter<Entry, void>(tbb::filter_mode::serial_in_order, leave));
    });
}

}  // namespace replica
