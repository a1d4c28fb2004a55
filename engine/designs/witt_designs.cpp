#include "engine/designs/witt_designs.hpp"

#include <bit>
#include <vector>

namespace replica {
namespace {

using Word = std::uint32_t;

/// The extended Golay code: multiples of the generator polynomial of the cyclic code of length 23 with a parity bit.
std::vector<Word> golay_code() {
    constexpr Word generator = 0xAE3;  // x^11 + x^9 + x^7 + x^6 + x^5 + x + 1
    std::vector<Word> words;
    for (Word factor = 0; factor < 4096; ++factor) {
        Word word = 0;
        for (int i = 0; i < 12; ++i)
            if ((factor >> i & 1) != 0) word ^= generator << i;
        if (std::popcount(word) % 2 != 0) word |= Word{1} << 23;
        words.push_back(word);
    }
    return words;
}

/// Renumbers the bits of `word` that `points` has.
std::vector<std::uint16_t> points_of(Word word, Word points) {
    std::vector<std::uint16_t> block;
    std::uint16_t number = 0;
    for (; points != 0; points &= points - 1, ++number)
        if ((word & points & (~points + 1)) != 0) block.push_back(number);
    return block;
}

/// The blocks of the design on `points` that are the common part with a word of weight 8 and have `width` points,
/// derived 5 - t times.
Design derived(Word points, int width, std::size_t t, double blocks) {
    const std::size_t fixed = 5 - t;
    Word through = 0;
    Word rest = points;
    for (std::size_t i = 0; i < fixed; ++i) {
        through |= std::bit_floor(rest);
        rest &= ~std::bit_floor(rest);
    }
    const auto v = static_cast<std::size_t>(std::popcount(rest));
    const std::size_t k = static_cast<std::size_t>(width) - fixed;
    Design design{
        v, k, blocks, "S(" + std::to_string(t) + ", " + std::to_string(k) + ", " + std::to_string(v) + ")", {}};
    design.for_each_block = [=](const VisitDesignBlock& visit) {
        for (const Word word : golay_code())
            if (std::popcount(word) == 8 && std::popcount(word & points) == width && (word & through) == through)
                visit(points_of(word, rest));
    };
    return design;
}

}  // namespace

Design large_witt_design(std::size_t t) {
    constexpr Word all = 0xFFFFFF;
    return derived(all, 8, t, t == 5 ? 759 : t == 4 ? 253 : 77);
}

Design small_witt_design(std::size_t t) {
    Word dodecad = 0;
    for (const Word word : golay_code())
        if (std::popcount(word) == 12) dodecad = word;
    return derived(dodecad, 6, t, t == 5 ? 132 : t == 4 ? 66 : 30);
}

}  // namespace replica
