#pragma once

#include "engine/model.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace replica {

/// Writes values as fields, so that reading them back gives the same values and none is taken for a missing one.
///
/// With quoting (RFC 4180): a value that holds the separator, a quote, CR or LF, or equals a missing token, is quoted.
/// With backslash escapes: backslash, tab, CR and LF, and without quoting the separator, are escaped; a value that
/// equals a missing token starts with an octal escape. With neither a value is written bare.
class CsvField {
public:
    explicit CsvField(const TextForm& form);

    /// Appends the field of a value that is not missing.
    void append(std::string_view value, std::string& out) const;

private:
    [[nodiscard]] bool has_special(std::string_view value) const;
    [[nodiscard]] bool is_missing(std::string_view field) const;
    void append_quoted(std::string_view value, std::string& out) const;
    void append_escaped(std::string_view value, std::string& out) const;

    TextForm form_;
    std::array<bool, 256> special_{};  ///< bytes that a bare field can't hold
    std::uint64_t missing_sizes_ = 0;  ///< bit s: a missing token has s bytes (63 or more: bit 63)
};

}  // namespace replica
