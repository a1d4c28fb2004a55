#include "engine/text_decoder.hpp"

#include "engine/pooled_imitation.hpp"
#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"

#include <algorithm>

namespace replica {

/// The random words of one text.
class TextDecoder::Draws {
public:
    Draws(std::uint64_t seed, std::uint64_t stream, std::uint64_t row)
        : seed_(seed), stream_(stream), next_(row << bits_of_text) {}

    std::uint64_t word() { return philox_word(seed_, stream_, next_++); }
    std::uint32_t half_word() { return static_cast<std::uint32_t>(word() >> 32U); }

private:
    // most_words words of longest_word letters take fewer draws.
    static constexpr unsigned bits_of_text = 20;
    static_assert(most_words * (2 + longest_word / 8) <= std::size_t{1} << bits_of_text);

    std::uint64_t seed_;
    std::uint64_t stream_;
    std::uint64_t next_;
};

TextDecoder::TextDecoder(const Model& model, std::uint32_t column)
    : stream_(stream_of(Purpose::free_text, column)), form_(model.text) {
    const TextModel& text = model.columns[column].text;
    std::vector<std::uint64_t> weights;
    words_ = text.words;
    if (words_.empty()) words_.push_back({1, 1, 1});
    for (const Slot& slot : words_) {
        const auto numbers = static_cast<std::uint64_t>(slot.high - slot.low + 1);
        weights.push_back(model.mode == Mode::random ? numbers : slot.weight);
    }
    words_table_ = AliasTable(weights);
    for (std::size_t place = 0; place < shapes_.size(); ++place)
        shapes_[place] = choices_of(text.shapes[place], model.mode);
    separators_ = choices_of(text.separators, model.mode);
}

TextDecoder::Choices TextDecoder::choices_of(const std::vector<Weighted<std::string>>& weighted, Mode mode) {
    Choices choices;
    std::vector<std::uint64_t> weights;
    for (const auto& choice : weighted) {
        choices.texts.push_back(choice.value);
        weights.push_back(mode == Mode::random ? 1 : choice.weight);
    }
    if (!weights.empty()) choices.table = AliasTable(weights);
    return choices;
}

void TextDecoder::append_word(const std::string& shape, Draws& draws, std::string& out) {
    constexpr std::size_t letters_of_word = 8;  // 26^8 is far below 2^64
    std::uint64_t word = 0;
    std::size_t left = 0;
    const auto letter = [&](char first, std::uint64_t choices) {
        if (left-- == 0) {
            word = draws.word();
            left = letters_of_word - 1;
        }
        out += static_cast<char>(first + static_cast<char>(scale_word(word, choices)));
        word *= choices;  // the fraction that is left decides the next letter
    };
    for (std::size_t i = 0; i < shape.size(); ++i) {
        switch (shape[i]) {
            case 'A': letter('A', 26); break;
            case 'a': letter('a', 26); break;
            case '9': letter('0', 10); break;
            case '\\': out += i + 1 < shape.size() ? shape[++i] : '\\'; break;
            default: out += shape[i]; break;
        }
    }
}

void TextDecoder::append_text(Draws& draws, std::string& out) const {
    const Slot& slot = words_[words_table_.draw(draws.half_word())];
    const auto numbers = static_cast<std::uint64_t>(slot.high - slot.low + 1);
    const std::uint64_t words = static_cast<std::uint64_t>(slot.low) + scale_word(draws.word(), numbers);
    static const std::string unknown = "aaaaa";
    for (std::uint64_t i = 0; i < words; ++i) {
        const Choices& shapes = shapes_[i == 0 ? 0 : i + 1 == words ? 2 : 1];
        if (i > 0 && separators_.texts.empty()) out += ' ';
        if (i > 0 && !separators_.texts.empty()) out += separators_.texts[separators_.table.draw(draws.half_word())];
        append_word(shapes.texts.empty() ? unknown : shapes.texts[shapes.table.draw(draws.half_word())], draws, out);
    }
}

void TextDecoder::decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                         DecodedColumn& out) const {
    out.start(codes.size());
    for (std::size_t r = 0; r < codes.size(); ++r) {
        if (codes[r] != 0) {
            out.cells[r] = missing_cell;
            continue;
        }
        Draws draws(seed, stream_, first_row + r);
        const std::size_t start = out.text.size();
        append_text(draws, out.text);
        while (!form_.quoting && is_missing_token(std::string_view(out.text).substr(start), form_)) out.text += 'x';
        out.cells[r] = out.end_text();
    }
}

}  // namespace replica
