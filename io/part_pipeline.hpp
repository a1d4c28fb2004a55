#pragma once

#include "io/csv/csv_writer.hpp"
#include "io/csv/short_columns.hpp"
#include "io/sampled_rows.hpp"
#include "io/shard_writer.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// Makes the text of any rows of a replica. Immutable; keeps no reference to the model.
class CsvReplica {
public:
    /// Throws InputError where the model is damaged.
    CsvReplica(const Model& model, std::uint64_t seed);

    /// What one thread works in.
    struct Block {
        SampledBlock sampled;
        std::vector<DecodedColumn> decoded;  ///< by part of the row; those that are short stay empty
        std::vector<CsvFields> fields;
        CsvRows rows;
    };

    [[nodiscard]] const std::string& header() const { return header_; }

    /// Samples, decodes and formats `rows` into block.rows.
    void make_rows(RowRange rows, Block& block) const;

    /// The first rows of `left` that one thread makes: at most `most`, or what is left of a person block.
    [[nodiscard]] RowRange rows_of_a_task(RowRange left, std::uint64_t most) const;

    /// How many rows make a good write: about half a megabyte, so that whole pages in large folios are written.
    [[nodiscard]] std::uint64_t rows_of_a_write() const;

private:
    /// One column, or neighbouring ones that are short.
    struct Part {
        std::uint32_t column = 0;  ///< of the model; the first one
        std::optional<CsvColumn> long_column;
        ShortColumns short_columns;
    };

    void add_column(std::uint32_t column, CsvColumn fields);
    void append_block(RowRange rows, Block& block) const;

    Synthesizer synthesizer_;
    std::uint64_t seed_ = 0;
    std::vector<Part> parts_;
    std::string header_;
};

/// Writes the header and `rows` in order; blocks are made by `threads` threads. After each block calls
/// written(rows, bytes) with its size, from one thread at a time.
void write_part(const CsvReplica& replica, RowRange rows, int threads, ShardWriter& writer,
                const std::function<void(std::uint64_t rows, std::uint64_t bytes)>& written);

}  // namespace replica
