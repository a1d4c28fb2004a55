#pragma once

#include "engine/mpi/communicator.hpp"
#include "io/csv/chunk_grid.hpp"
#include "io/csv/dialect.hpp"
#include "io/csv/input_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// How to read. Nothing here changes what is read but the dialect.
struct CsvOptions {
    std::optional<char> separator;  ///< nothing: found in the first file's header, see detect_separator
    Quoting quoting = Quoting::rfc4180;
    Escapes escapes = Escapes::none;
    std::vector<std::string> missing_tokens = default_missing_tokens();
    std::uint64_t chunk_bytes = std::uint64_t{1} << 20U;  ///< 1 to 2^30
};

/// One file of a source.
struct CsvFile {
    std::string path;
    FileStamp stamp;
    std::uint64_t data_begin = 0;  ///< byte behind the header
    std::uint64_t data_line = 2;   ///< line of that byte, from 1
};

/// What a chunk begins with, and holds.
struct ChunkState {
    std::uint64_t line = 1;       ///< line, from 1, of the byte before the chunk (the first chunk's: of its first byte)
    bool inside_quote = false;    ///< that byte is inside a quoted field
    std::uint64_t first_row = 0;  ///< rows of the source before it
    std::uint64_t rows = 0;       ///< records that start in it
};

/// What is known of a source's own chunks.
enum class ScanProgress : std::uint8_t {
    opened,   ///< nothing
    counted,  ///< everything
};

/// Files with one header, cut into chunks, of which each rank owns a run. Made by open_csv, scanned by scan.
struct CsvSource {
    CsvDialect dialect;
    std::vector<std::string> columns;  ///< names, in order; at least one, all different, none empty
    std::vector<CsvFile> files;
    ChunkGrid grid;
    ChunkRun own;            ///< this rank's chunks
    std::uint64_t rows = 0;  ///< in all files; known after the first scan
    ScanProgress progress = ScanProgress::opened;
    std::vector<ChunkState> own_states;  ///< of each own chunk
};

/// Collective: finds the files that `paths` mean (see find_input_files) and reads their headers, on rank 0 alone.
/// Every rank throws InputError on a path that doesn't exist, a folder without files, a file without header, a column
/// without name or of the same name as another, headers that differ, no bytes behind any header, a dialect that can't
/// be.
CsvSource open_csv(const std::vector<std::string>& paths, const CsvOptions& options, const Communicator& comm);

/// Throws the InputError of files that hold headers only.
[[noreturn]] void throw_no_rows(const std::vector<CsvFile>& files);

}  // namespace replica
