#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace replica::reference {

struct CsvValue {
    std::string text;
    bool quoted = false;
};

/// Rows of RFC 4180 text with commas, each ending in LF; a byte at a time.
inline std::vector<std::vector<CsvValue>> read_csv(std::string_view text) {
    std::vector<std::vector<CsvValue>> rows(1);
    rows.back().emplace_back();
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        CsvValue& value = rows.back().back();
        if (inside && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            value.text += text[++i];
        } else if (text[i] == '"') {
            inside = !inside;
            value.quoted = true;
        } else if (!inside && text[i] == ',') {
            rows.back().emplace_back();
        } else if (!inside && text[i] == '\n') {
            rows.emplace_back().emplace_back();
        } else {
            value.text += text[i];
        }
    }
    rows.pop_back();
    return rows;
}

}  // namespace replica::reference
