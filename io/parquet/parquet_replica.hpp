#pragma once

#include "engine/synthesis.hpp"
#include "io/parquet/parquet_writer.hpp"
#include "io/parquet/typed_format.hpp"
#include "io/sampled_rows.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace replica {

/// Makes the typed values of any rows of a replica. Immutable; keeps no reference to the model.
///
/// Whole numbers, decimals, dates, datetimes without time zone and true and false have types of their own, the rest are
/// texts; so are columns of numbers in which imitated values may be no numbers.
class ParquetReplica {
public:
    /// Throws InputError where the model is damaged.
    ParquetReplica(const Model& model, std::uint64_t seed);

    /// Writes `rows` to `file`. Calls written(rows, bytes) after each block. Throws JobError.
    void write_part(RowRange rows, const std::filesystem::path& file,
                    const std::function<void(std::uint64_t rows, std::uint64_t bytes)>& written) const;

private:
    struct Column {
        std::uint32_t column = 0;  ///< of the model
        TypedFormat format;
        TypedColumn prepared;  ///< by cell, less one
    };

    [[nodiscard]] Column make_column(const Model& model, std::uint32_t column) const;
    void append_cells(const Column& column, const DecodedColumn& decoded, TypedColumn& out) const;

    Synthesizer synthesizer_;
    std::uint64_t seed_ = 0;
    std::vector<Column> columns_;
    std::vector<SqlColumn> schema_;
};

}  // namespace replica
