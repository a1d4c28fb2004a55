#include "engine/privacy/impossible_pairs.hpp"

#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"

#include <algorithm>

namespace replica {
namespace {

bool is_impossible(const ImpossiblePair& pair, std::span<const std::vector<std::uint16_t>> codes, std::size_t row) {
    const std::uint16_t second = codes[pair.second][row];
    if (second >= pair.second_codes) return false;
    const std::size_t cell = std::size_t{codes[pair.first][row]} * pair.second_codes + second;
    return cell < pair.cells.size() && pair.cells[cell] != 0;
}

}  // namespace

void replace_impossible(std::span<const ImpossiblePair> pairs, std::span<std::vector<std::uint16_t>> codes,
                        std::uint64_t seed, std::uint64_t block) {
    if (pairs.empty()) return;
    const std::size_t rows = codes[pairs.front().first].size();
    std::vector<std::uint32_t> possible;
    std::vector<std::uint32_t> impossible;
    for (std::uint32_t row = 0; row < rows; ++row) {
        const bool fails = std::any_of(pairs.begin(), pairs.end(),
                                       [&](const ImpossiblePair& pair) { return is_impossible(pair, codes, row); });
        (fails ? impossible : possible).push_back(row);
    }
    if (possible.empty()) return;
    const std::uint64_t of_block = philox_word(seed, stream_of(Purpose::impossible_row, 0), block);
    for (const std::uint32_t row : impossible) {
        const std::uint64_t word = philox_word(of_block, stream_of(Purpose::impossible_row, 1), row);
        const std::uint32_t other = possible[scale_word(word, possible.size())];
        for (auto& column : codes)
            if (!column.empty()) column[row] = column[other];
    }
}

}  // namespace replica
