#pragma once

#include "io/csv/field.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace replica {

// For chunks that share fields (see TokenizedChunk): what is known of a field's place holds for all of them.

/// Counts of fields that were met lately, by their places.
class CountMemo {
public:
    /// Counts a row with `field`. Calls flush(row, count) for another field that has to go, met first in that row.
    template <typename Flush>
    void add(Field field, std::size_t row, Flush&& flush) {
        Entry& entry = entries_[(field.bits() * 0x9E3779B97F4A7C15U) >> (64U - slot_bits)];
        if (entry.count > 0 && entry.bits != field.bits()) {
            flush(entry.row, entry.count);
            entry.count = 0;
        }
        if (entry.count == 0) entry = {field.bits(), row, 0};
        ++entry.count;
    }
    template <typename Flush>
    void flush_all(Flush&& flush) const {
        for (const Entry& entry : entries_)
            if (entry.count > 0) flush(entry.row, entry.count);
    }

private:
    static constexpr unsigned slot_bits = 11;
    struct Entry {
        std::uint64_t bits = 0;
        std::size_t row = 0;
        std::uint64_t count = 0;
    };
    std::vector<Entry> entries_ = std::vector<Entry>(std::size_t{1} << slot_bits);
};

/// Codes of fields that were met lately, by their places.
class CodeMemo {
public:
    CodeMemo() { fields_.fill(no_field); }
    template <typename Encode>
    std::uint16_t find_or(Field field, Encode&& encode) {
        const std::uint64_t bits = field.bits();
        const std::size_t slot = (bits * 0x9E3779B97F4A7C15U) >> (64U - slot_bits);
        if (fields_[slot] != bits) {
            codes_[slot] = encode();
            fields_[slot] = bits;
        }
        return codes_[slot];
    }

private:
    static constexpr unsigned slot_bits = 10;
    static constexpr std::uint64_t no_field = ~std::uint64_t{0};
    std::array<std::uint64_t, std::size_t{1} << slot_bits> fields_;
    std::array<std::uint16_t, std::size_t{1} << slot_bits> codes_{};
};

}  // namespace replica
