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

template <typename Found>
template <typename Value>
void ValueMemo<Found>::look_up_numbers(const SqlRows& rows, std::size_t column, std::size_t first, Found missing,
                                       const Find& find, std::span<Found> out) {
    const auto* values = static_cast<const Value*>(rows.data(column)) + first;
    const bool all_there = !rows.may_miss(column);
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (!all_there && rows.is_missing(first + i, column)) {
            out[i] = missing;
            continue;
        }
        const auto value = static_cast<std::uint64_t>(values[i]);
        const std::size_t slot = (value * golden) >> (64U - slot_bits);
        if (low_[slot] != value || used_[slot] == 0) {
            found_[slot] = find(first + i);
            low_[slot] = value;
            used_[slot] = 1;
        }
        out[i] = found_[slot];
    }
}

template <typename Found>
void ValueMemo<Found>::look_up_texts(const SqlRows& rows, std::size_t column, std::size_t first, Found missing,
                                     const Find& find, std::span<Found> out) {
    high_.resize(slots);
    long_texts_.resize(slots);
    auto* values = static_cast<duckdb_string_t*>(const_cast<void*>(rows.data(column))) + first;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (rows.is_missing(first + i, column)) {
            out[i] = missing;
            continue;
        }
        ShortBytes key;
        std::string_view text;
        if (duckdb_string_is_inlined(values[i])) {
            std::memcpy(&key.low, &values[i], sizeof key.low);
            std::memcpy(&key.high, reinterpret_cast<const char*>(&values[i]) + sizeof key.low, sizeof key.high);
        } else {
            text = {duckdb_string_t_data(&values[i]), duckdb_string_t_length(values[i])};
            key = {text.size(), XXH3_64bits(text.data(), text.size())};
        }
        const std::size_t slot = ((key.low ^ (key.high * 0xD6E8FEB86659FD93U)) * golden) >> (64U - slot_bits);
        const bool known = used_[slot] != 0 && low_[slot] == key.low && high_[slot] == key.high &&
                           (text.empty() || long_texts_[slot] == text);
        if (!known) {
            found_[slot] = find(first + i);
            low_[slot] = key.low;
            high_[slot] = key.high;
            long_texts_[slot] = text;
            used_[slot] = 1;
        }
        out[i] = found_[slot];
    }
}

template <typename Found>
void ValueMemo<Found>::look_up(const SqlRows& rows, std::size_t column, std::size_t first, Found missing,
                               const Find& find, std::span<Found> out) {
    if (used_.empty()) {
        low_.resize(slots);
        found_.resize(slots);
        used_.resize(slots);
    }
    switch (rows.value_bytes(column)) {
        case 1: return look_up_numbers<std::uint8_t>(rows, column, first, missing, find, out);
        case 2: return look_up_numbers<std::uint16_t>(rows, column, first, missing, find, out);
        case 4: return look_up_numbers<std::uint32_t>(rows, column, first, missing, find, out);
        case 8: return look_up_numbers<std::uint64_t>(rows, column, first, missing, find, out);
        default: break;
    }
    if (rows.is_text(column)) return look_up_texts(rows, column, first, missing, find, out);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = rows.is_missing(first + i, column) ? missing : find(first + i);
}

template class ValueMemo<std::uint16_t>;
template class ValueMemo<std::uint64_t>;

}  // namespace replica
