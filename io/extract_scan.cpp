#include "io/extract_scan.hpp"

#include "io/csv/csv_scan.hpp"
#include "io/parquet/parquet_scan.hpp"

namespace replica {

void scan(ExtractSource& source, const Communicator& comm, int threads, const ChunkVisit& visit) {
    if (source.is_parquet()) {
        scan_parquet(source, comm, threads, visit);
    } else {
        scan_csv(source, comm, threads, visit);
    }
}

ErrorPosition position_of(const TokenizedChunk& chunk, std::size_t row, std::size_t column) {
    if (chunk.file_row) return {chunk.file, (*chunk.file_row + row) * chunk.columns + column};
    return {chunk.file, chunk.byte(row, column)};
}

std::string place_of(const ExtractSource& source, const TokenizedChunk& chunk, std::size_t row, std::size_t column) {
    if (!chunk.file_row) return place_in_csv(source, chunk, row, column);
    return source.files[chunk.file].path + ", row " + std::to_string(*chunk.file_row + row + 1) + ", column \"" +
           source.columns[column] + "\"";
}

}  // namespace replica
