#pragma once

#include "io/csv/input_file.hpp"
#include "io/csv/missing_tokens.hpp"
#include "io/csv/tokenized_chunk.hpp"
#include "io/csv/tokenizer.hpp"
#include "io/extract_source.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace replica {

/// Quotes and newlines of some bytes.
struct ChunkCounts {
    std::uint64_t newlines = 0;
    std::uint64_t quotes = 0;
};

/// Reads, counts and tokenizes one chunk at a time; its memory is used again for the next.
///
/// The text taken up begins one byte before the chunk, unless the file's data begins there: whether that byte is a
/// newline says whether a record starts at the chunk's first byte. Counts and ChunkState are of the text's begin.
class ChunkWorker {
public:
    /// source and missing must outlive the object.
    ChunkWorker(const ExtractSource& source, const MissingTokens& missing);

    /// Reads chunk `index` and what its last record needs behind it, most times. Throws JobError.
    void read(std::shared_ptr<const InputFile> file, std::uint64_t index);

    /// Counts from the text's begin up to that of the next chunk.
    [[nodiscard]] ChunkCounts count() const;

    /// Tokenizes the records that start in the chunk. The result is valid until the next read.
    /// Throws InputError on the first fault, JobError where reading on fails.
    TokenizedChunk tokenize(const ChunkState& state);

    /// Lets the file go.
    void release() { file_.reset(); }

private:
    [[nodiscard]] bool is_escaped(std::uint64_t byte) const;
    [[nodiscard]] std::span<char> text() const { return {bytes_.get(), size_}; }
    [[nodiscard]] TextEnd text_end() const;
    void resize(std::size_t size, std::size_t keep);
    void read_rows(const ChunkState& state);
    void read_on(const ChunkState& state, std::size_t record_begin);
    [[noreturn]] void throw_fault(const ChunkState& state, const Fault& fault) const;

    const ExtractSource& source_;
    const MissingTokens& missing_;
    Tokenizer tokenizer_;
    FieldBuffer fields_;

    std::shared_ptr<const InputFile> file_;
    std::uint64_t index_ = 0;
    Chunk chunk_;
    std::uint64_t text_begin_ = 0;  ///< byte of the file
    TextState begin_state_;
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// Newlines among the bytes [begin, end) of a file.
std::uint64_t count_newlines(const InputFile& file, std::uint64_t begin, std::uint64_t end);

}  // namespace replica
