#include "io/csv/dialect.hpp"

#include "engine/error.hpp"

#include <array>

namespace replica {

std::vector<std::string> default_missing_tokens() { return {"", "NULL", "NA", "N/A", "NaN", "<NULL>", "\\N"}; }

char detect_separator(std::string_view text, Quoting quoting) {
    constexpr std::string_view candidates = ",\t;|";
    std::array<std::size_t, candidates.size()> counts{};
    bool inside_quote = false;
    for (const char byte : text) {
        if (byte == '"' && quoting == Quoting::rfc4180) inside_quote = !inside_quote;
        if (inside_quote) continue;
        if (byte == '\n') break;
        const auto candidate = candidates.find(byte);
        if (candidate != std::string_view::npos) ++counts[candidate];
    }
    std::size_t best = 0;
    for (std::size_t i = 1; i < counts.size(); ++i) {
        if (counts[i] > counts[best]) best = i;
    }
    return candidates[best];
}

void check_dialect(const CsvDialect& dialect) {
    const char separator = dialect.separator;
    const bool is_line_end = separator == '\n' || separator == '\r';
    const bool is_quote = separator == '"' && dialect.quoting == Quoting::rfc4180;
    const bool is_escape = separator == '\\' && dialect.escapes == Escapes::backslash;
    const bool is_ascii = static_cast<signed char>(separator) > 0;
    if (is_line_end || is_quote || is_escape || !is_ascii) {
        throw InputError(
            "The separator must be a single ASCII character other than a line end, a quote or a backslash that "
            "escapes; choose another one with --sep.");
    }
}

}  // namespace replica
