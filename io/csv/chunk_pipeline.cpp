#include "io/csv/chunk_pipeline.hpp"

#include "engine/stop_request.hpp"
#include "io/csv/first_failure.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

namespace replica {
namespace {

/// One place in the pipeline; as many as chunks are under way at once.
struct Slot {
    Slot(const ExtractSource& source, const MissingTokens& missing) : worker(source, missing) {}

    ChunkWorker worker;
    std::shared_ptr<const InputFile> file;
    std::uint64_t index = 0;
    ChunkCounts counts;
};

/// The stages, and what they share. Each stage catches what it throws: all chunks before a failed one must still be
/// finished, for one of them may fail too.
class ChunkPipeline {
public:
    ChunkPipeline(ExtractSource& source, ChunkPass pass, const ChunkVisit& visit, std::size_t slots)
        : source_(source),
          pass_(pass),
          visit_(visit),
          missing_(source.dialect.missing_tokens),
          next_(source.own.begin) {
        for (std::size_t i = 0; i < slots; ++i) {
            slots_.push_back(std::make_unique<Slot>(source, missing_));
            free_.push_back(slots_.back().get());
        }
    }

    /// First stage, serial: the next chunk with its file open, or null at the end.
    Slot* take();
    /// Second stage, parallel.
    void read(Slot& slot);
    /// Third stage, serial and in order: sums up the counts of all chunks before.
    void place(Slot& slot);
    /// Last stage, parallel.
    void finish(Slot& slot);

    RunEnd end() const {
        failure_.rethrow();
        return end_;
    }

private:
    ChunkState& state_of(std::uint64_t index) { return source_.own_states[index - source_.own.begin]; }
    void open_file_of(std::uint64_t index);
    void tokenize(Slot& slot);
    template <typename Body>
    void guard(std::uint64_t index, Body&& body) {
        if (failure_.reaches(index)) return;
        try {
            body();
        } catch (...) {
            failure_.keep(index, std::current_exception());
        }
    }

    ExtractSource& source_;
    ChunkPass pass_;
    const ChunkVisit& visit_;
    MissingTokens missing_;
    FirstFailure failure_;
    std::vector<std::unique_ptr<Slot>> slots_;

    std::mutex free_mutex_;
    std::vector<Slot*> free_;

    std::uint64_t next_;
    std::uint64_t open_file_ = 0;
    std::shared_ptr<const InputFile> file_;
    RunEnd end_;
};

void ChunkPipeline::open_file_of(std::uint64_t index) {
    const std::uint64_t file = source_.grid.chunk(index).file;
    if (file_ && open_file_ == file) return;
    const SourceFile& described = source_.files[file];
    file_ = std::make_shared<InputFile>(described.path);
    open_file_ = file;
    file_->expect(described.stamp);
}

Slot* ChunkPipeline::take() {
    if (next_ == source_.own.end || failure_.any()) return nullptr;
    guard(next_, [&] {
        check_stop();
        open_file_of(next_);
    });
    if (failure_.any()) return nullptr;
    const std::lock_guard lock(free_mutex_);
    Slot* slot = free_.back();
    free_.pop_back();
    slot->file = file_;
    slot->index = next_++;
    return slot;
}

void ChunkPipeline::read(Slot& slot) {
    guard(slot.index, [&] {
        slot.worker.read(std::move(slot.file), slot.index);
        if (pass_ != ChunkPass::tokenize) slot.counts = slot.worker.count();
    });
}

void ChunkPipeline::place(Slot& slot) {
    if (pass_ == ChunkPass::tokenize) return;
    const Chunk chunk = source_.grid.chunk(slot.index);
    const SourceFile& file = source_.files[chunk.file];
    if (chunk.bytes.begin == file.data_begin) end_ = {file.data_line, false};
    ChunkState& state = state_of(slot.index);
    state.line = end_.line;
    state.inside_quote = end_.inside_quote;
    end_.line += slot.counts.newlines;
    const bool odd = slot.counts.quotes % 2 == 1 && source_.dialect.quoting == Quoting::rfc4180;
    end_.inside_quote = end_.inside_quote != odd;
}

void ChunkPipeline::tokenize(Slot& slot) {
    ChunkState& state = state_of(slot.index);
    const TokenizedChunk chunk = slot.worker.tokenize(state);
    if (source_.progress == ScanProgress::counted && state.rows != chunk.rows) {
        throw JobError(source_.files[chunk.file].path +
                       " was changed while it was read; run again when nothing writes to it any more.");
    }
    state.rows = chunk.rows;
    if (chunk.rows > 0) visit_(chunk);
}

void ChunkPipeline::finish(Slot& slot) {
    if (pass_ != ChunkPass::count) guard(slot.index, [&] { tokenize(slot); });
    slot.worker.release();
    slot.file.reset();
    const std::lock_guard lock(free_mutex_);
    free_.push_back(&slot);
}

}  // namespace

RunEnd run_chunks(ExtractSource& source, ChunkPass pass, int threads, const ChunkVisit& visit) {
    namespace tbb = oneapi::tbb;
    using tbb::filter_mode;
    const std::size_t slots = 2 * static_cast<std::size_t>(threads) + 1;
    source.own_states.resize(source.own.size());
    ChunkPipeline pipeline(source, pass, visit, std::min<std::size_t>(slots, source.own.size()));
    const auto take = [&](tbb::flow_control& control) {
        Slot* slot = pipeline.take();
        if (slot == nullptr) control.stop();
        return slot;
    };
    const auto stage = [&](void (ChunkPipeline::*step)(Slot&)) {
        return [&pipeline, step](Slot* slot) {
            (pipeline.*step)(*slot);
            return slot;
        };
    };
    const auto filters =
        tbb::make_filter<void, Slot*>(filter_mode::serial_in_order, take) &
        tbb::make_filter<Slot*, Slot*>(filter_mode::parallel, stage(&ChunkPipeline::read)) &
        tbb::make_filter<Slot*, Slot*>(filter_mode::serial_in_order, stage(&ChunkPipeline::place)) &
        tbb::make_filter<Slot*, void>(filter_mode::parallel, [&](Slot* slot) { pipeline.finish(*slot); });
    if (source.own.size() > 0) {
        tbb::task_arena arena(threads);
        arena.execute([&] { tbb::parallel_pipeline(std::min<std::size_t>(slots, source.own.size()), filters); });
    }
    return pipeline.end();
}

}  // namespace replica
