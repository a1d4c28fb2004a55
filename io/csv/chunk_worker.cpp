#include "io/csv/chunk_worker.hpp"

#include "engine/error.hpp"
#include "io/csv/fault_sentence.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace replica {
namespace {

constexpr std::uint64_t read_ahead = 4096;         // bytes behind a chunk; most records end there
constexpr std::uint64_t read_on_at_least = 65536;  // bytes more where one doesn't
constexpr std::uint64_t longest_record = std::uint64_t{1} << 28U;

ChunkCounts count_escaped(std::string_view text, bool escaped) {
    ChunkCounts counts;
    for (const char byte : text) {
        if (byte == '\n') ++counts.newlines;
        if (escaped) {
            escaped = false;
        } else if (byte == '\\') {
            escaped = true;
        } else if (byte == '"') {
            ++counts.quotes;
        }
    }
    return counts;
}

}  // namespace

ChunkWorker::ChunkWorker(const ExtractSource& source, const MissingTokens& missing)
    : source_(source),
      missing_(missing),
      tokenizer_(source.dialect, missing, source.columns.size(), best_simd_level()) {}

void ChunkWorker::read(std::shared_ptr<const InputFile> file, std::uint64_t index) {
    file_ = std::move(file);
    index_ = index;
    chunk_ = source_.grid.chunk(index);
    const SourceFile& described = source_.files[chunk_.file];
    text_begin_ = std::max(described.data_begin, chunk_.bytes.begin - 1);
    const std::uint64_t ahead = std::min(read_ahead, chunk_.bytes.end - chunk_.bytes.begin);
    const std::uint64_t text_end = std::min(chunk_.bytes.end + ahead, described.stamp.bytes);
    resize(text_end - text_begin_, 0);
    file_->read(text_begin_, text());
    begin_state_.escaped = is_escaped(text_begin_);
}

bool ChunkWorker::is_escaped(std::uint64_t byte) const {
    if (source_.dialect.escapes == Escapes::none) return false;
    const std::uint64_t data_begin = source_.files[chunk_.file].data_begin;
    std::uint64_t backslashes = 0;
    std::vector<char> before;
    while (byte > data_begin) {
        before.resize(std::min<std::uint64_t>(byte - data_begin, 4096));
        byte -= before.size();
        file_->read(byte, before);
        const auto other = std::find_if(before.rbegin(), before.rend(), [](char c) { return c != '\\'; });
        backslashes += static_cast<std::uint64_t>(other - before.rbegin());
        if (other != before.rend()) break;
    }
    return backslashes % 2 == 1;
}

ChunkCounts ChunkWorker::count() const {
    const std::string_view counted(bytes_.get(), chunk_.bytes.end - 1 - text_begin_);
    if (source_.dialect.escapes == Escapes::backslash) return count_escaped(counted, begin_state_.escaped);
    const BytePairCount count = count_bytes(counted, '\n', '"', best_simd_level());
    return {count.first, count.second};
}

TextEnd ChunkWorker::text_end() const {
    const bool whole = text_begin_ + size_ == source_.files[chunk_.file].stamp.bytes;
    return whole ? TextEnd::end_of_file : TextEnd::more_follows;
}

void ChunkWorker::resize(std::size_t size, std::size_t keep) {
    if (size > capacity_) {
        auto larger = std::make_unique_for_overwrite<char[]>(size);
        if (keep > 0) std::memcpy(larger.get(), bytes_.get(), keep);
        bytes_ = std::move(larger);
        capacity_ = size;
    }
    size_ = size;
}

TokenizedChunk ChunkWorker::tokenize(const ChunkState& state) {
    fields_.shrink(0);
    read_rows(state);
    TokenizedChunk chunk;
    chunk.index = index_;
    chunk.file = chunk_.file;
    chunk.columns = source_.columns.size();
    chunk.rows = fields_.size() / chunk.columns;
    chunk.first_row = state.first_row;
    chunk.set_fields(fields_.all(), bytes_.get(), missing_.tokens(), text_begin_, state.line);
    return chunk;
}

void ChunkWorker::read_rows(const ChunkState& state) {
    const std::size_t chunk_end = chunk_.bytes.end - text_begin_;
    tokenizer_.load(text(), 0, text_end());
    std::size_t begin = 0;
    if (text_begin_ < chunk_.bytes.begin) {
        begin_state_.inside_quote = state.inside_quote;
        begin = tokenizer_.skip_record(begin_state_).value_or(chunk_end);
    }
    for (;;) {
        const TokenizeResult result = tokenizer_.tokenize(begin, chunk_end, fields_);
        if (result.stop == TokenizeResult::Stop::done) return;
        if (result.stop == TokenizeResult::Stop::fault) throw_fault(state, result.fault);
        begin = result.record_begin;
        read_on(state, begin);
    }
}

void ChunkWorker::read_on(const ChunkState& state, std::size_t record_begin) {
    const std::uint64_t record = size_ - record_begin;
    if (record >= longest_record) throw_fault(state, {FaultKind::too_long, record_begin, 0, 0});
    const std::uint64_t more = std::max(read_on_at_least, 2 * record);
    const std::uint64_t file_end = source_.files[chunk_.file].stamp.bytes - text_begin_;
    resize(std::min(record_begin + more, file_end), record_begin);
    // The record's first bytes are read again: undoing quotes and escapes has changed some of them.
    file_->read(text_begin_ + record_begin, text().subspan(record_begin));
    tokenizer_.load(text(), record_begin, text_end());
}

void ChunkWorker::throw_fault(const ChunkState& state, const Fault& fault) const {
    const auto line_of = [&](std::size_t offset) {
        return state.line + count_newlines(*file_, text_begin_, text_begin_ + offset);
    };
    const FaultPlace place{file_->path(), line_of(fault.offset),
                           fault.kind == FaultKind::text_after_quote ? line_of(fault.extra) : 0};
    throw InputError(describe_fault(fault, place, source_.columns, source_.dialect),
                     {chunk_.file, text_begin_ + fault.offset});
}

std::uint64_t count_newlines(const InputFile& file, std::uint64_t begin, std::uint64_t end) {
    std::vector<char> bytes;
    std::uint64_t newlines = 0;
    while (begin < end) {
        bytes.resize(std::min<std::uint64_t>(end - begin, 1U << 20U));
        file.read(begin, bytes);
        newlines += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
        begin += bytes.size();
    }
    return newlines;
}

}  // namespace replica
