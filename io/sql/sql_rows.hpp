#pragma once

#include "io/sql/row_source.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace replica {

/// The rows of a statement of the embedded engine.
class SqlRows final : public RowSource {
public:
    struct Result;
    /// Throws InputError on a column of a type that has no text.
    explicit SqlRows(std::unique_ptr<Result> result);
    ~SqlRows() override;
    SqlRows(SqlRows&&) noexcept;
    SqlRows& operator=(SqlRows&&) noexcept;

    bool next() override;
    [[nodiscard]] bool is_missing(std::size_t row, std::size_t column) const override {
        const std::uint64_t* mask = vectors_[column].mask;
        return mask != nullptr && (mask[row / 64] >> (row % 64) & 1U) == 0;
    }
    void append_text(std::size_t row, std::size_t column, std::string& out) const override;

    /// The values as they lie in memory, and how many bytes each has; 16 of texts and of what is wider than 64 bits.
    [[nodiscard]] const void* data(std::size_t column) const { return vectors_[column].data; }
    [[nodiscard]] std::size_t value_bytes(std::size_t column) const { return value_bytes_[column]; }
    [[nodiscard]] bool is_text(std::size_t column) const { return texts_[column]; }
    /// Whether some of the values taken up may be missing.
    [[nodiscard]] bool may_miss(std::size_t column) const { return vectors_[column].mask != nullptr; }

private:
    struct Vector {
        const void* data = nullptr;
        const std::uint64_t* mask = nullptr;  ///< bits of values that are there; nothing: all
    };

    std::unique_ptr<Result> result_;
    std::vector<Vector> vectors_;
    std::vector<std::size_t> value_bytes_;
    std::vector<bool> texts_;
};

}  // namespace replica
