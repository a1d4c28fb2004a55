#include "io/csv/csv_field.hpp"

#include "engine/pooled_imitation.hpp"

#include <algorithm>
#include <cstddef>

namespace replica {

CsvField::CsvField(const TextForm& form) : form_(form) {
    const auto mark = [&](char byte) { special_[static_cast<unsigned char>(byte)] = true; };
    if (form.quoting)
        for (const char byte : {form.separator, '"', '\r', '\n'}) mark(byte);
    if (form.backslash_escapes)
        for (const char byte : {form.separator, '\\', '\t', '\r', '\n'}) mark(byte);
    const auto add_size = [&](const std::string& token) {
        missing_sizes_ |= std::uint64_t{1} << std::min<std::size_t>(token.size(), 63);
    };
    add_size(form.missing_token);
    for (const std::string& token : form.missing_tokens) add_size(token);
}

bool CsvField::has_special(std::string_view value) const {
    bool found = false;
    for (const char byte : value) found |= special_[static_cast<unsigned char>(byte)];
    return found;
}

bool CsvField::is_missing(std::string_view field) const {
    const bool size_fits = (missing_sizes_ >> std::min<std::size_t>(field.size(), 63) & 1U) != 0;
    return size_fits && is_missing_token(field, form_);
}

void CsvField::append_quoted(std::string_view value, std::string& out) const {
    out += '"';
    for (const char byte : value) {
        if (byte == '"') out += '"';
        out += byte;
    }
    out += '"';
}

void CsvField::append_escaped(std::string_view value, std::string& out) const {
    const std::size_t start = out.size();
    for (const char byte : value) {
        const bool escape =
            byte == '\\' || byte == '\t' || byte == '\r' || byte == '\n' || (byte == form_.separator && !form_.quoting);
        if (escape) out += '\\';
        out += byte == '\t' ? 't' : byte == '\r' ? 'r' : byte == '\n' ? 'n' : byte;
    }
    if (form_.quoting || value.empty() || !is_missing(std::string_view(out).substr(start))) return;
    // Tokens are compared before escapes are undone, so another spelling of the first byte tells the value apart.
    const auto byte = static_cast<unsigned char>(value.front());
    const auto digit = [&](unsigned shift) { return static_cast<char>('0' + (byte >> shift & 7U)); };
    out.resize(start);
    out += {'\\', digit(6), digit(3), digit(0)};
    append_escaped(value.substr(1), out);
}

void CsvField::append(std::string_view value, std::string& out) const {
    const bool special = has_special(value);
    if (!special && !is_missing(value)) {
        out += value;
    } else if (!form_.backslash_escapes) {
        if (form_.quoting)
            append_quoted(value, out);
        else
            out += value;
    } else {
        std::string escaped;
        append_escaped(value, escaped);
        const bool quote = form_.quoting && (is_missing(value) || value.find(form_.separator) != value.npos ||
                                             value.find('"') != value.npos);
        if (quote)
            append_quoted(escaped, out);
        else
            out += escaped;
    }
}

}  // namespace replica
