#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// What a column may hold: one value, or all from `low` to `high`, both included.
struct AllowedValues {
    enum class Kind : std::uint8_t {
        value,  ///< `low`, or missing where that is how the source writes it
        text,   ///< `low`, which was quoted and so is never missing
        range,
    } kind = Kind::value;
    std::optional<std::string> low;   ///< ranges may lack an end
    std::optional<std::string> high;  ///< ranges only
};

/// What the rows of a replica are to hold in one column: any of `allowed`.
struct Condition {
    std::string column;
    std::vector<AllowedValues> allowed;
};

/// Reads conditions such as `gender=F|U,age=65..,admitted=2019-01-01..2019-12-31`.
///
/// Commas stand between columns, `|` between alternatives, `..` between a range's ends, of which one may be left out.
/// Names and values may be quoted ("a,b"), a quote inside is doubled; blanks around what isn't quoted are left out.
/// Throws InputError where the text isn't of that form or names a column twice.
std::vector<Condition> parse_conditions(std::string_view text);

}  // namespace replica
