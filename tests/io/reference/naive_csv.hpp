#pragma once

#include "io/csv/dialect.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace replica::reference {

/// One field as a reader must see it.
struct Cell {
    std::string text;
    int missing_token = -1;

    friend bool operator==(const Cell&, const Cell&) = default;
};
using Rows = std::vector<std::vector<Cell>>;

/// The serial twin of the tokenizer for well-formed input: one byte after the other, every rule where it applies.
class NaiveCsv {
public:
    NaiveCsv(std::string_view text, const CsvDialect& dialect) : text_(text), dialect_(dialect) {}

    /// All records; empty lines are left out where `columns` > 1.
    Rows read(std::size_t columns) {
        Rows rows;
        while (at_ < text_.size()) {
            if (columns > 1 && skip_empty_line()) continue;
            rows.push_back(read_record());
        }
        return rows;
    }

private:
    bool skip_empty_line() {
        const std::string_view rest = text_.substr(at_);
        const std::size_t size = rest.starts_with("\n") ? 1 : rest.starts_with("\r\n") ? 2 : rest == "\r" ? 1 : 0;
        at_ += size;
        return size > 0;
    }

    /// At the end of a record; passes over nothing.
    bool at_record_end() const {
        const std::string_view rest = text_.substr(at_);
        return rest.empty() || rest.front() == '\n' || rest.starts_with("\r\n") || rest == "\r";
    }

    std::vector<Cell> read_record() {
        std::vector<Cell> cells{read_cell()};
        while (at_ < text_.size() && text_[at_] == dialect_.separator) {
            ++at_;
            cells.push_back(read_cell());
        }
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        return cells;
    }

    Cell read_cell() {
        const bool quoting = dialect_.quoting == Quoting::rfc4180;
        if (quoting && at_ < text_.size() && text_[at_] == '"') return {read_quoted(), -1};
        const std::size_t begin = at_;
        std::string value;
        while (!at_record_end() && text_[at_] != dialect_.separator) value += read_byte();
        const std::string_view raw = text_.substr(begin, at_ - begin);
        const auto& tokens = dialect_.missing_tokens;
        const auto token = std::find(tokens.begin(), tokens.end(), raw);
        if (token != tokens.end()) return {*token, static_cast<int>(token - tokens.begin())};
        return {value, -1};
    }

    std::string read_quoted() {
        std::string value;
        ++at_;
        for (;;) {
            if (text_[at_] == '"') {
                ++at_;
                if (at_ >= text_.size() || text_[at_] != '"') return value;
                value += text_[at_++];
            } else {
                value += read_byte();
            }
        }
    }

    char read_byte() {
        const char byte = text_[at_++];
        if (byte != '\\' || dialect_.escapes == Escapes::none || at_ >= text_.size()) return byte;
        switch (const char escaped = text_[at_++]) {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'v': return '\v';
            default: return escaped;
        }
    }

    std::string_view text_;
    const CsvDialect& dialect_;
    std::size_t at_ = 0;
};

}  // namespace replica::reference
