#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// What a column adds to the distance of two rows, 0 to 255.
/// nominal: 255 where any of its bytes differ.
/// ordered: |a - b| of its first bytes, of 0 to 254; 255 means missing and adds 255 to any but itself. Where a further
/// byte differs, it adds at least 1: values that share a first byte are told apart by it.
enum class ByteKind : std::uint8_t { nominal, ordered };

/// A column as some bytes a row, each in a plane of its own: one or two where it is nominal, one to three where
/// ordered.
struct ByteColumn {
    ByteKind kind = ByteKind::nominal;
    std::uint8_t planes = 1;
};

inline constexpr std::uint8_t missing_byte = 255;
/// The most that a column adds to a distance.
inline constexpr std::uint32_t largest_contribution = 255;

/// Rows of a block: a plane's bytes of so many rows are next to each other, then those of the next plane.
inline constexpr std::size_t block_rows = 256;

/// Rows as bytes, in blocks, so that what is read for some rows is a run of memory.
class ByteRows {
public:
    /// All bytes 0. Below 2^32 rows.
    ByteRows(std::vector<ByteColumn> columns, std::size_t rows);

    /// The bytes of all rows in a plane; planes of column 0 come first, then those of column 1.
    void set_plane(std::size_t plane, std::span<const std::uint8_t> bytes);

    /// Rows first to first + count - 1.
    [[nodiscard]] ByteRows slice(std::size_t first, std::size_t count) const;

    [[nodiscard]] const std::vector<ByteColumn>& columns() const { return columns_; }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t planes() const { return planes_; }
    [[nodiscard]] std::size_t first_plane(std::size_t column) const { return first_planes_[column]; }
    /// Whether a row may lack the value of an ordered column.
    [[nodiscard]] bool may_be_missing(std::size_t column) const { return missing_[first_planes_[column]] != 0; }
    [[nodiscard]] std::uint8_t byte(std::size_t plane, std::size_t row) const {
        return bytes_[place(plane, row / block_rows) + row % block_rows];
    }

    [[nodiscard]] std::size_t blocks() const { return (rows_ + block_rows - 1) / block_rows; }
    /// planes() x block_rows bytes; those of rows past the last are 0.
    [[nodiscard]] const std::uint8_t* block(std::size_t index) const { return &bytes_[place(0, index)]; }

private:
    [[nodiscard]] std::size_t place(std::size_t plane, std::size_t block) const {
        return (block * planes_ + plane) * block_rows;
    }

    std::vector<ByteColumn> columns_;
    std::vector<std::size_t> first_planes_;
    std::size_t planes_ = 0;
    std::size_t rows_ = 0;
    std::vector<std::uint8_t> missing_;  // of each plane: whether some byte of it is missing_byte
    std::vector<std::uint8_t> bytes_;
};

}  // namespace replica
