#include "io/sql/value_memo.hpp"

#include "io/sql/duckdb/handles.hpp"

#include <cstring>
#include <string_view>

#include <xxhash.h>

namespace replica {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

// A text of at most 12 bytes lies beside its size, with zeros behind it.
struct ShortBytes {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
};

}  // namespace

template <typename Value>
void ValueMemo::look_up_numbers(const SqlRows& rows, std::size_t column, std::uint16_t missing, const Find& find,
                                std::span<std::uint16_t> out) {
    const auto* values = static_cast<const Value*>(rows.data(column));
    const bool all_there = !rows.may_miss(column);
    for (std::size_t row = 0; row < out.size(); ++row) {
        if (!all_there && rows.is_missing(row, column)) {
            out[row] = missing;
            continue;
        }
        const auto value = static_cast<std::uint64_t>(values[row]);
        const std::size_t slot = (value * golden) >> (64U - slot_bits);
        if (low_[slot] != value || used_[slot] == 0) {
            found_[slot] = find(row);
            low_[slot] = value;
            used_[slot] = 1;
        }
        out[row] = found_[slot];
    }
}

void ValueMemo::look_up_texts(const SqlRows& rows, std::size_t column, std::uint16_t missing, const Find& find,
                              std::span<std::uint16_t> out) {
    high_.resize(std::size_t{1} << slot_bits);
    long_texts_.resize(std::size_t{1} << slot_bits);
    auto* values = static_cast<duckdb_string_t*>(const_cast<void*>(rows.data(column)));
    for (std::size_t row = 0; row < out.size(); ++row) {
        if (rows.is_missing(row, column)) {
            out[row] = missing;
            continue;
        }
        ShortBytes key;
        std::string_view text;
        if (duckdb_string_is_inlined(values[row])) {
            std::memcpy(&key.low, &values[row], sizeof key.low);
            std::memcpy(&key.high, reinterpret_cast<const char*>(&values[row]) + sizeof key.low, sizeof key.high);
        } else {
            text = {duckdb_string_t_data(&values[row]), duckdb_string_t_length(values[row])};
            key = {text.size(), XXH3_64bits(text.data(), text.size())};
        }
        const std::size_t slot = ((key.low ^ (key.high * 0xD6E8FEB86659FD93U)) * golden) >> (64U - slot_bits);
        const bool known = used_[slot] != 0 && low_[slot] == key.low && high_[slot] == key.high &&
                           (text.empty() || long_texts_[slot] == text);
        if (!known) {
            found_[slot] = find(row);
            low_[slot] = key.low;
            high_[slot] = key.high;
            long_texts_[slot] = text;
            used_[slot] = 1;
        }
        out[row] = found_[slot];
    }
}

void ValueMemo::look_up(const SqlRows& rows, std::size_t column, std::uint16_t missing, const Find& find,
                        std::span<std::uint16_t> out) {
    if (used_.empty()) {
        const std::size_t slots = std::size_t{1} << slot_bits;
        low_.resize(slots);
        found_.resize(slots);
        used_.resize(slots);
    }
    switch (rows.value_bytes(column)) {
        case 1: return look_up_numbers<std::uint8_t>(rows, column, missing, find, out);
        case 2: return look_up_numbers<std::uint16_t>(rows, column, missing, find, out);
        case 4: return look_up_numbers<std::uint32_t>(rows, column, missing, find, out);
        case 8: return look_up_numbers<std::uint64_t>(rows, column, missing, find, out);
        default: break;
    }
    if (rows.is_text(column)) return look_up_texts(rows, column, missing, find, out);
    for (std::size_t row = 0; row < out.size(); ++row) out[row] = rows.is_missing(row, column) ? missing : find(row);
}

}  // namespace replica
