#pragma once

#include "engine/synthesis.hpp"
#include "io/csv/csv_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace replica {

/// Neighbouring columns whose fields depend on the code alone and are so short that those of all of them together are
/// a ShortText: one copy a row writes them all, and no code is decoded.
class ShortColumns {
public:
    /// Takes column `column` of the model in, whose code i has the field fields[i], terminator included, unless the
    /// texts would be too long or the combinations too many. Returns whether it did.
    [[nodiscard]] bool try_add(std::uint32_t column, std::span<const std::string_view> fields);

    /// Replaces `out` by the fields of rows with these codes (by column of the model); they refer to this object.
    void place(std::span<const std::vector<std::uint16_t>> codes, CsvFields& out) const;

private:
    std::vector<std::uint32_t> columns_;
    std::vector<std::uint32_t> strides_;
    std::size_t longest_ = 0;       ///< bytes
    std::vector<ShortText> texts_;  ///< by the sum of the columns' codes times strides
};

}  // namespace replica
