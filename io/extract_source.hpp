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

/// One file of a source.
struct SourceFile {
    std::string path;
    FileStamp stamp;
    std::uint64_t data_begin = 0;  ///< of text: byte behind the header
    std::uint64_t data_line = 2;   ///< of text: line of that byte, from 1
};

/// Rows of a Parquet file that are stored together.
struct RowGroup {
    std::uint64_t file = 0;
    std::uint64_t first_row = 0;  ///< of the file
    std::uint64_t rows = 0;
};

/// What a chunk begins with, and holds.
struct ChunkState {
    std::uint64_t line = 1;     ///< of text: line, from 1, of the byte before the chunk (of a first chunk's first byte)
    bool inside_quote = false;  ///< of text: that byte is inside a quoted field
    std::uint64_t first_row = 0;  ///< rows of the source before it
    std::uint64_t rows = 0;       ///< records that start in it
};

/// What is known of a source's own chunks.
enum class ScanProgress : std::uint8_t {
    opened,   ///< nothing
    counted,  ///< everything
};

/// Files of text with one header, or of Parquet with the same columns, cut into chunks, of which each rank owns a run.
/// A chunk is some bytes of a text file, or some rows of a row group.
struct ExtractSource {
    CsvDialect dialect;                ///< of Parquet: only its missing tokens mean something
    std::vector<std::string> columns;  ///< names, in order; at least one, all different, none empty
    std::vector<SourceFile> files;
    std::vector<RowGroup> row_groups;  ///< of Parquet; empty: the files are text
    ChunkGrid grid;                    ///< over the files' bytes, or the row groups' rows
    ChunkRun own;                      ///< this rank's chunks
    std::uint64_t rows = 0;            ///< in all files; of text known after the first scan
    ScanProgress progress = ScanProgress::opened;
    std::vector<ChunkState> own_states;  ///< of each own chunk

    [[nodiscard]] bool is_parquet() const { return !row_groups.empty(); }
};

/// How to read. Nothing here changes what is read but how text is written and what is missing.
struct SourceOptions {
    std::optional<char> separator;  ///< nothing: found in the first file's header, see detect_separator
    Quoting quoting = Quoting::rfc4180;
    Escapes escapes = Escapes::none;
    /// Texts that stand for missing values. In Parquet, where missing is a state of its own, only those behind
    /// default_missing_tokens().
    std::vector<std::string> missing_tokens = default_missing_tokens();
    std::uint64_t chunk_bytes = std::uint64_t{1} << 20U;  ///< of text, 1 to 2^30
    std::uint64_t chunk_rows = 32768;                     ///< of Parquet
};

/// Collective: finds the files that `paths` mean (see find_input_files) and reads their headers or footers, on rank 0
/// alone. Files that begin as Parquet does are Parquet.
/// Every rank throws InputError on a path that doesn't exist, a folder without files, a file without header, a column
/// without name or of the same name as another, columns that differ between files, text beside Parquet, no rows, a
/// dialect that can't be, a Parquet column of a type that is no number, date or text.
ExtractSource open_source(const std::vector<std::string>& paths, const SourceOptions& options,
                          const Communicator& comm);

/// Throws the InputError of files without rows.
[[noreturn]] void throw_no_rows(const std::vector<SourceFile>& files);

}  // namespace replica
