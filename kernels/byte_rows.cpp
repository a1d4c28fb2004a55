#include "kernels/byte_rows.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace replica {

ByteRows::ByteRows(std::vector<ByteColumn> columns, std::size_t rows) : columns_(std::move(columns)), rows_(rows) {
    assert(rows >> 32U == 0);
    for (const ByteColumn& column : columns_) {
        assert(column.planes >= 1 && column.planes <= (column.kind == ByteKind::nominal ? 2 : 3));
        first_planes_.push_back(planes_);
        planes_ += column.planes;
    }
    missing_.assign(planes_, 0);
    bytes_.assign(blocks() * planes_ * block_rows, 0);
}

void ByteRows::set_plane(std::size_t plane, std::span<const std::uint8_t> bytes) {
    assert(plane < planes_ && bytes.size() == rows_);
    missing_[plane] = std::find(bytes.begin(), bytes.end(), missing_byte) == bytes.end() ? 0 : 1;
    for (std::size_t b = 0; b < blocks(); ++b) {
        const auto rows = bytes.subspan(b * block_rows, std::min(block_rows, rows_ - b * block_rows));
        std::copy(rows.begin(), rows.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(place(plane, b)));
    }
}

ByteRows ByteRows::slice(std::size_t first, std::size_t count) const {
    assert(first + count <= rows_);
    ByteRows part(columns_, count);
    std::vector<std::uint8_t> bytes(count);
    for (std::size_t plane = 0; plane < planes_; ++plane) {
        for (std::size_t row = 0; row < count; ++row) bytes[row] = byte(plane, first + row);
        part.set_plane(plane, bytes);
    }
    return part;
}

}  // namespace replica
