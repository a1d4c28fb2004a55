#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

enum class RuleKind : std::uint8_t {
    interval,  ///< right = left + interval, whatever its sign
    at_most,   ///< left <= right
    less,      ///< left < right
    sum,       ///< right = left + left2
};

/// What a schema says of several columns, by their names.
struct Rule {
    RuleKind kind = RuleKind::at_most;
    std::string left;
    std::string left2;  ///< of a sum
    std::string right;
    std::string text;  ///< as it is written

    friend bool operator==(const Rule&, const Rule&) = default;
};

/// Reads "end = start + interval", "a <= b", "a < b", "b >= a", "b > a", "a <= b <= c", "a + b = c", "c = a + b",
/// "c - a = b" and "b = c - a". Names with other characters than letters, digits, _ . and bytes beyond ASCII stand in
/// double quotes, doubled inside; so does the name of a column that is really called interval. A chain gives a rule a
/// sign. Throws InputError with what is wrong, for a sentence that has begun with the place.
std::vector<Rule> parse_rule(const std::string& text);

}  // namespace replica
