#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

enum class VerdictLevel : std::uint8_t { good, watch, bad, unknown };

/// A judgement at a glance.
struct Verdict {
    std::string group;  ///< what is judged: "Single columns", "Linkability"
    VerdictLevel level = VerdictLevel::unknown;
    std::string sentence;
};

/// Where a distance lies between that of a second real sample (0) and that of useless rows (1); not a number where one
/// of them is, or where the two can't be told apart.
double position_of(const Fidelity& fidelity);

/// Good up to what a second sample would show by chance, or a tenth of the way to useless; to watch up to a third.
VerdictLevel level_of(const Fidelity& fidelity);

/// What an attack won over its control: good where that may be nothing, bad from 5 % on.
VerdictLevel level_of(const Attack& attack);

/// Judgements of all parts that an evaluation has, in the order of the report.
std::vector<Verdict> verdicts_of(const Evaluation& evaluation);

/// Numbers in sentences: about three digits; a share as per cent.
std::string number_text(double value);
std::string percent_text(double share);
/// "1,234,567"
std::string grouped_text(std::uint64_t number);

}  // namespace replica
