#pragma once

#include "engine/error.hpp"
#include "engine/mpi/communicator.hpp"
#include "io/csv/tokenized_chunk.hpp"
#include "io/extract_source.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace replica {

/// What is done with a chunk. Called from several threads at once, in no order, for every own chunk that has rows.
using ChunkVisit = std::function<void(const TokenizedChunk&)>;

/// Collective: reads every rank's own chunks with `threads` threads and visits each. The first scan also finds the
/// rows of each chunk, so that from the second on TokenizedChunk::first_row is known, and source.rows.
///
/// Every rank throws the same InputError, the first in the input, on a malformed record, on text that isn't UTF-8, and
/// where there are no rows; so it does with what `visit` throws (see position_of). JobError where a file was changed.
/// Of Parquet the chunks, and the texts of values, are made from the columns.
void scan(ExtractSource& source, const Communicator& comm, int threads, const ChunkVisit& visit);

/// Where a field is, for an InputError that a visit throws.
ErrorPosition position_of(const TokenizedChunk& chunk, std::size_t row, std::size_t column);

/// `FILE, line 7, column "age"`, of Parquet `FILE, row 7, ...`, to begin the sentence of an InputError with. Reads the
/// file.
std::string place_of(const ExtractSource& source, const TokenizedChunk& chunk, std::size_t row, std::size_t column);

}  // namespace replica
