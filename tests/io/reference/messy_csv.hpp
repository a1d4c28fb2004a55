#pragma once

#include "io/csv/dialect.hpp"

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace replica::reference {

/// Makes well-formed but nasty text: embedded separators, newlines and quotes, tokens, long fields, blank lines,
/// both line ends, UTF-8, escapes.
class MessyCsv {
public:
    MessyCsv(const CsvDialect& dialect, unsigned seed) : dialect_(dialect), random_(seed) {}

    /// `rows` records of `columns` fields, with blank lines between if there is more than one column; the last one
    /// may lack its line end.
    std::string records(std::size_t rows, std::size_t columns) {
        std::string text;
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t column = 0; column < columns; ++column) {
                if (column > 0) text += dialect_.separator;
                text += field();
            }
            const bool bare_end = row + 1 == rows && columns > 1 && below(2) == 0;
            if (!bare_end) text += line_end();
            while (columns > 1 && !bare_end && below(8) == 0) text += line_end();
        }
        return text;
    }

private:
    std::size_t below(std::size_t n) { return random_() % n; }
    std::string line_end() { return below(3) == 0 ? "\r\n" : "\n"; }

    std::string field() {
        if (dialect_.quoting == Quoting::rfc4180 && below(3) == 0) return quoted();
        if (below(4) == 0 && !dialect_.missing_tokens.empty()) {
            const std::string& token = dialect_.missing_tokens[below(dialect_.missing_tokens.size())];
            return below(2) == 0 ? token : token + "x";
        }
        static constexpr std::array<std::string_view, 8> parts{"1", "ab", "-3.5", "é", "日本", " ", "N", "x y"};
        std::string text;
        for (std::size_t i = length(); i > 0; --i) text += escape_or(parts[below(parts.size())]);
        return text;
    }

    std::string quoted() {
        static constexpr std::array<std::string_view, 9> parts{"a", "\"\"", "\n", "\r\n", ",", ";", "\t", "ß", "\r"};
        std::string text = "\"";
        for (std::size_t i = length(); i > 0; --i) text += escape_or(parts[below(parts.size())]);
        return text + "\"";
    }

    std::string escape_or(std::string_view part) {
        static constexpr std::array<std::string_view, 7> escapes{"\\n", "\\t", "\\\\", "\\N", "\\\n", "\\,", "\\\""};
        if (dialect_.escapes == Escapes::none || below(4) != 0) return std::string(part);
        return std::string(escapes[below(escapes.size())]);
    }

    std::size_t length() { return below(20) == 0 ? below(300) : below(6); }

    const CsvDialect& dialect_;
    std::mt19937 random_;
};

}  // namespace replica::reference
