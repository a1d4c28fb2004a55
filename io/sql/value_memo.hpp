#pragma once

#include "io/sql/sql_rows.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// Remembers what was found for values of a column, by what they are in memory: most columns hold few values again and
/// again, so that neither their texts nor what follows from these has to be made anew.
class ValueMemo {
public:
    /// What is to be found for the value of a row.
    using Find = std::function<std::uint16_t(std::size_t row)>;

    /// out[i]: what `find` gives for row i of `column`, of missing values `missing`. Of one column and query, or one
    /// that gives the column the same type.
    void look_up(const SqlRows& rows, std::size_t column, std::uint16_t missing, const Find& find,
                 std::span<std::uint16_t> out);

private:
    static constexpr unsigned slot_bits = 12;

    template <typename Value>
    void look_up_numbers(const SqlRows& rows, std::size_t column, std::uint16_t missing, const Find& find,
                         std::span<std::uint16_t> out);
    void look_up_texts(const SqlRows& rows, std::size_t column, std::uint16_t missing, const Find& find,
                       std::span<std::uint16_t> out);

    /// By slot: the value, or the first and last 8 bytes of a short text, and what was found; a long text's are its
    /// size and hash, and the text itself.
    std::vector<std::uint64_t> low_;
    std::vector<std::uint64_t> high_;
    std::vector<std::uint16_t> found_;
    std::vector<std::uint8_t> used_;
    std::vector<std::string> long_texts_;
};

}  // namespace replica
