#include "engine/evaluation/byte_coding.hpp"

#include <algorithm>

namespace replica {
namespace {

using CodeBytes = std::vector<std::array<std::uint8_t, 3>>;

constexpr std::uint32_t byte_values = 256;
constexpr std::uint8_t highest_rank = missing_byte - 1;

std::uint8_t low_byte(std::uint32_t number) { return static_cast<std::uint8_t>(number % byte_values); }
std::uint8_t high_byte(std::uint32_t number) { return static_cast<std::uint8_t>(number / byte_values); }

std::vector<std::uint64_t> count_codes(const CodedSample& sample, std::size_t column, std::uint32_t codes) {
    std::vector<std::uint64_t> counts(codes);
    for (const std::uint16_t code : sample.columns[column]) ++counts[code];
    return counts;
}

// How often each code of a column occurs among real rows, and whether it occurs at all.
struct Occurrence {
    std::vector<std::uint64_t> real;
    std::vector<bool> anywhere;
};

Occurrence occurrence_of(const ComparedRows& rows, std::size_t column, std::uint32_t codes) {
    Occurrence found{count_codes(rows.real, column, codes), std::vector<bool>(codes)};
    for (const CodedSample* sample : {&rows.real, &rows.holdout, &rows.synthetic}) {
        for (const std::uint16_t code : sample->columns[column]) found.anywhere[code] = true;
    }
    return found;
}

ByteColumn code_nominal(const std::vector<std::uint32_t>& numbers, CodeBytes& bytes) {
    const bool wide = *std::max_element(numbers.begin(), numbers.end()) >= byte_values;
    for (std::size_t code = 0; code < numbers.size(); ++code)
        bytes[code] = {wide ? high_byte(numbers[code]) : low_byte(numbers[code]), low_byte(numbers[code]), 0};
    return {ByteKind::nominal, static_cast<std::uint8_t>(wide ? 2 : 1)};
}

// Codes that occur, numbered: so that those of a declared but mostly unused domain fit a byte.
std::vector<std::uint32_t> number_occurring(const Occurrence& occurrence) {
    std::vector<std::uint32_t> numbers;
    std::uint32_t next = 0;
    for (const bool occurs : occurrence.anywhere) {
        numbers.push_back(next);
        if (occurs) ++next;
    }
    // Those after the last that occurs have its number and one, which may not fit; none of them is looked up.
    for (std::uint32_t& number : numbers) number = std::min(number, next == 0 ? 0 : next - 1);
    return numbers;
}

// Twice the mid-rank of each value among the real rows' values.
std::vector<std::uint64_t> doubled_ranks(const std::vector<std::uint64_t>& counts, std::size_t values) {
    std::vector<std::uint64_t> ranks;
    std::uint64_t below = 0;
    for (std::size_t code = 0; code < values; ++code) {
        ranks.push_back(2 * below + counts[code]);
        below += counts[code];
    }
    return ranks;
}

// Ranks scaled so that the lowest and the highest real value are at the ends.
void scale_ranks(const std::vector<std::uint64_t>& counts, std::size_t values, CodeBytes& bytes) {
    const std::vector<std::uint64_t> ranks = doubled_ranks(counts, values);
    std::size_t first = 0;
    std::size_t last = values;
    while (first < values && counts[first] == 0) ++first;
    while (last > first && counts[last - 1] == 0) --last;
    if (first == last) return;
    const std::uint64_t low = ranks[first];
    const std::uint64_t width = std::max<std::uint64_t>(1, ranks[last - 1] - low);
    for (std::size_t code = 0; code < values; ++code) {
        const std::uint64_t rank = std::clamp(ranks[code], low, ranks[last - 1]) - low;
        bytes[code][0] = static_cast<std::uint8_t>((rank * highest_rank + width / 2) / width);
    }
}

// Makes the first bytes of `codes` ascend by one at least, which at most 255 codes can.
void spread_ranks(const std::vector<std::size_t>& codes, CodeBytes& bytes) {
    for (std::size_t i = 1; i < codes.size(); ++i) {
        const int least = bytes[codes[i - 1]][0] + 1;
        bytes[codes[i]][0] = static_cast<std::uint8_t>(std::clamp<int>(bytes[codes[i]][0], least, missing_byte));
    }
    int most = highest_rank;
    for (std::size_t i = codes.size(); i-- > 0; --most)
        bytes[codes[i]][0] = static_cast<std::uint8_t>(std::min<int>(bytes[codes[i]][0], most));
}

// Numbers those of `codes` that have the same first byte, by one or two further bytes; how many it took.
std::uint8_t tell_apart(const std::vector<std::size_t>& codes, CodeBytes& bytes) {
    std::array<std::uint32_t, byte_values> seen{};
    std::uint32_t most = 0;
    for (const std::size_t code : codes) {
        const std::uint32_t number = seen[bytes[code][0]]++;
        bytes[code][1] = low_byte(number);
        bytes[code][2] = high_byte(number);
        most = std::max(most, number);
    }
    return static_cast<std::uint8_t>(most == 0 ? 0 : most < byte_values ? 1 : 2);
}

ByteColumn code_ordered(const ComparedColumn& column, const Occurrence& occurrence, CodeBytes& bytes) {
    std::vector<std::size_t> codes;
    for (std::size_t code = 0; code < column.value_codes(); ++code) {
        if (occurrence.anywhere[code]) codes.push_back(code);
    }
    scale_ranks(occurrence.real, column.value_codes(), bytes);
    if (codes.size() <= missing_byte) spread_ranks(codes, bytes);
    for (const std::uint16_t code : {column.missing_code(), column.other_code()}) {
        bytes[code][0] = missing_byte;
        if (occurrence.anywhere[code]) codes.push_back(code);
    }
    return {ByteKind::ordered, static_cast<std::uint8_t>(1 + tell_apart(codes, bytes))};
}

}  // namespace

ByteCoding code_values(std::span<const ComparedColumn> columns, const ComparedRows& rows) {
    ByteCoding coding;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const Occurrence occurrence = occurrence_of(rows, c, columns[c].codes());
        CodeBytes& bytes = coding.bytes.emplace_back(columns[c].codes());
        coding.columns.push_back(columns[c].is_ordered() ? code_ordered(columns[c], occurrence, bytes)
                                                         : code_nominal(number_occurring(occurrence), bytes));
    }
    return coding;
}

ByteCoding code_coarsely(std::span<const ComparedColumn> columns) {
    ByteCoding coding;
    for (const ComparedColumn& column : columns) {
        const std::vector<std::uint32_t> numbers(column.coarse.begin(), column.coarse.end());
        CodeBytes& bytes = coding.bytes.emplace_back(numbers.size());
        coding.columns.push_back(code_nominal(numbers, bytes));
    }
    return coding;
}

ByteRows code_rows(const ByteCoding& coding, const SampleDraw& draw) {
    ByteRows rows(coding.columns, draw.size());
    std::vector<std::uint8_t> plane(draw.size());
    for (std::size_t c = 0; c < coding.columns.size(); ++c) {
        for (std::size_t p = 0; p < coding.columns[c].planes; ++p) {
            for (std::size_t i = 0; i < draw.size(); ++i) plane[i] = coding.bytes[c][draw.code(c, i)][p];
            rows.set_plane(rows.first_plane(c) + p, plane);
        }
    }
    return rows;
}

}  // namespace replica
