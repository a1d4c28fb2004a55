#pragma once

#include "engine/simulation/simulator.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Makes the texts of an id from a pattern: # is a random digit, @ a random capital letter, {row} the row's number,
/// {row:8} the same with zeros in front.
class PatternText {
public:
    /// Throws InputError with `place` where the pattern can't be read.
    PatternText(std::string_view pattern, std::uint64_t stream, const std::string& place);

    void append(std::uint64_t seed, std::uint64_t key, std::string& out) const;

private:
    enum class Kind : std::uint8_t { text, digit, letter, row };
    struct Piece {
        Kind kind = Kind::text;
        std::string text;
        std::size_t width = 0;
    };
    std::vector<Piece> pieces_;
    std::uint64_t stream_ = 0;
};

/// Appends a value that is no text and not missing, as `form` writes it. Times are days since 1970-01-01.
void append_simulated(const SimulatedForm& form, double value, std::string& out);

}  // namespace replica
