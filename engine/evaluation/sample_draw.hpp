#pragma once

#include "engine/evaluation/compared_column.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// What rows and columns are drawn for; each draw is a stream of its own.
enum class DrawnFor : std::uint32_t {
    closest_synthetic = 1,    ///< synthetic rows whose closest are looked for
    closest_holdout = 2,      ///< holdout rows likewise
    closest_candidates = 3,   ///< real rows among which
    compared_real = 4,        ///< real rows that are as many as
    compared_holdout = 5,     ///< holdout rows
    members = 6,              ///< real rows whose membership is guessed
    others = 7,               ///< holdout rows likewise
    member_synthetic = 8,     ///< synthetic rows among which their closest are
    member_holdout = 9,       ///< holdout rows likewise
    sources_synthetic = 10,   ///< synthetic rows that an attacker has
    sources_holdout = 11,     ///< holdout rows in their place
    population_real = 12,     ///< real rows that are attacked
    population_holdout = 13,  ///< holdout rows likewise
    predicates = 14,          ///< rows that predicates are made of
    predicate_sizes = 15,     ///< over how many columns
    predicate_columns = 16,   ///< over which
    one_column = 17,          ///< predicates over one column
    linked = 18,              ///< persons whose parts are linked
    halves = 19,              ///< which columns are which part
    inferred = 20,            ///< persons of whom an attribute is inferred
    regressions = 21,         ///< rows of each table that regressions are trained on or tested with
    regression_halves = 22,   ///< the half of them that telling tables apart is trained on
};

/// `count` different ones of the whole numbers below `of`, in random order; all of them where there are no more.
/// The same for the same seed; `part` tells draws for one thing apart.
std::vector<std::uint32_t> draw_numbers(std::size_t count, std::size_t of, std::uint64_t seed, DrawnFor purpose,
                                        std::uint64_t part = 0);

/// Some rows of a sample, which has to outlive it.
struct SampleDraw {
    const CodedSample* sample = nullptr;
    std::vector<std::uint32_t> rows;  ///< ascending where drawn

    [[nodiscard]] std::size_t size() const { return rows.size(); }
    /// Fine code of its row `index`.
    [[nodiscard]] std::uint16_t code(std::size_t column, std::size_t index) const {
        return sample->columns[column][rows[index]];
    }
};

/// At most `count` rows, drawn at random.
SampleDraw draw_rows(const CodedSample& sample, std::size_t count, std::uint64_t seed, DrawnFor purpose);
SampleDraw draw_rows(const SampleDraw& among, std::size_t count, std::uint64_t seed, DrawnFor purpose);

}  // namespace replica
