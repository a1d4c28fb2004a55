#pragma once

#include "io/sql/sql_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// Remembers what was found for values of a column, by what they are in memory: most columns hold few values again and
/// again, so that neither their texts nor what follows from these has to be made anew. Found: std::uint16_t or
/// std::uint64_t.
template <typename Found>
class ValueMemo {
public:
    /// What is to be found for the value of a row.
    using Find = std::function<Found(std::size_t row)>;

    /// out[i]: what `find` gives for row first + i of `column`, of missing values `missing`. Always of one column, of
    /// one query or of such as give it the same type.
    void look_up(const SqlRows& rows, std::size_t column, std::size_t first, Found missing, const Find& find,
                 std::span<Found> out);

    /// Forgets all.
    void clear() { std::fill(used_.begin(), used_.end(), std::uint8_t{0}); }

private:
    static constexpr unsigned slot_bits = 12;
    static constexpr std::size_t slots = std::size_t{1} << slot_bits;

    template <typename Value>
    void look_up_numbers(const SqlRows& rows, std::size_t column, std::size_t first, Found missing, const Find& find,
                         std::span<Found> out);
    void look_up_texts(const SqlRows& rows, std::size_t column, std::size_t first, Found missing, const Find& find,
                       std::span<Found> out);

    /// By slot: the value, or the first and last 8 bytes of a short text, and what was found; a long text's are its
    /// size and hash, and the text itself.
    std::vector<std::uint64_t> low_;
    std::vector<std::uint64_t> high_;
    std::vector<Found> found_;
    std::vector<std::uint8_t> used_;
    std::vector<std::string> long_texts_;
};

}  // namespace replica
