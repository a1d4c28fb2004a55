#pragma once

#include "engine/value_decoder.hpp"
#include "kernels/alias_table.hpp"

#include <array>

namespace replica {

/// Free text by a TextModel: its number of words, then a shape for each, filled with random letters and digits. In mode
/// random all numbers of words, shapes and separators are equally likely. A text that would be read as missing gets a
/// letter more where the form has no quotes.
class TextDecoder final : public ValueDecoder {
public:
    TextDecoder(const Model& model, std::uint32_t column);

    void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                DecodedColumn& out) const override;

private:
    class Draws;
    struct Choices {
        std::vector<std::string> texts;
        AliasTable table;
    };

    static Choices choices_of(const std::vector<Weighted<std::string>>& weighted, Mode mode);
    void append_text(Draws& draws, std::string& out) const;
    static void append_word(const std::string& shape, Draws& draws, std::string& out);

    std::uint64_t stream_ = 0;
    TextForm form_;
    std::vector<Slot> words_;
    AliasTable words_table_;
    std::array<Choices, 3> shapes_;
    Choices separators_;
};

}  // namespace replica
