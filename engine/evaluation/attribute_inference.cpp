#include "engine/evaluation/attribute_inference.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

constexpr double rank_tolerance = 0.05;

// Pairs of real rows whose coarse codes are equal: few where codes are spread evenly.
std::uint64_t equal_pairs(const ComparedColumn& column, const std::vector<std::uint16_t>& codes) {
    std::vector<std::uint64_t> counts(column.coarse_codes);
    for (const std::uint16_t code : codes) ++counts[column.coarse[code]];
    return std::inner_product(counts.begin(), counts.end(), counts.begin(), std::uint64_t{0});
}

std::vector<std::uint32_t> choose_columns(const PrivacyTask& task) {
    std::vector<std::uint64_t> pairs;
    for (std::size_t c = 0; c < task.columns.size(); ++c)
        pairs.push_back(equal_pairs(task.columns[c], task.rows.real.columns[c]));
    std::vector<std::uint32_t> columns(pairs.size());
    std::iota(columns.begin(), columns.end(), 0U);
    std::stable_sort(columns.begin(), columns.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return pairs[a] < pairs[b]; });
    columns.resize(std::min(columns.size(), task.limits.inference_columns));
    return columns;
}

// Whether a guessed code is near enough to the true one.
class GuessCheck {
public:
    GuessCheck(const ComparedColumn& column, const std::vector<std::uint16_t>& real) {
        if (!column.is_ordered()) return;
        std::vector<std::uint64_t> counts(column.codes());
        for (const std::uint16_t code : real) ++counts[code];
        for (std::uint16_t code = 0; code < column.value_codes(); ++code) {
            doubled_ranks_.push_back(2 * values_ + counts[code]);
            values_ += counts[code];
        }
    }

    [[nodiscard]] bool is_hit(std::uint16_t guessed, std::uint16_t true_code) const {
        if (guessed == true_code) return true;
        if (guessed >= doubled_ranks_.size() || true_code >= doubled_ranks_.size()) return false;
        const auto apart = static_cast<double>(doubled_ranks_[std::max(guessed, true_code)] -
                                               doubled_ranks_[std::min(guessed, true_code)]);
        return apart <= 2 * rank_tolerance * static_cast<double>(values_);
    }

private:
    std::vector<std::uint64_t> doubled_ranks_;  // of values of an ordered column
    std::uint64_t values_ = 0;                  // real rows that have one
};

// Which guesses hit, by person and column.
struct Guesses {
    std::size_t persons = 0;
    std::vector<std::vector<std::uint8_t>> hits;  // [column][person]
};

Guesses guess(const PrivacyTask& task, const AttackSide& side, const std::vector<std::uint32_t>& columns,
              const std::vector<GuessCheck>& checks) {
    const SampleDraw persons =
        draw_rows(side.population, task.limits.inference_rows, task.limits.seed, DrawnFor::inferred);
    NearestOptions options;
    options.threads = task.threads;
    const auto nearest = nearest_without_on_ranks(code_rows(task.values, persons), code_rows(task.values, side.sources),
                                                  columns, options, task.comm);
    Guesses guesses{persons.size(), {}};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto& hits = guesses.hits.emplace_back();
        for (std::size_t p = 0; p < persons.size(); ++p) {
            const std::uint16_t guessed = side.sources.code(columns[i], nearest[p * columns.size() + i].row);
            hits.push_back(checks[i].is_hit(guessed, persons.code(columns[i], p)) ? 1 : 0);
        }
    }
    return guesses;
}

Proportion of_column(const Guesses& guesses, std::size_t column) {
    const auto& hits = guesses.hits[column];
    return {std::accumulate(hits.begin(), hits.end(), std::uint64_t{0}), guesses.persons};
}

Proportion of_all(const Guesses& guesses) {
    Proportion all;
    for (std::size_t c = 0; c < guesses.hits.size(); ++c) {
        all.hits += of_column(guesses, c).hits;
        all.trials += guesses.persons;
    }
    return all;
}

// How many times larger the variance of all guesses' share is than were they independent: persons are drawn, not
// guesses (Kish, "Survey sampling", 1965). At least 1.
double design_effect(const Guesses& guesses) {
    const double share = of_all(guesses).value();
    const auto persons = static_cast<double>(guesses.persons);
    const auto columns = static_cast<double>(guesses.hits.size());
    const double independent = columns * share * (1 - share);
    if (guesses.persons < 2 || independent <= 0) return 1;
    double squares = 0;
    for (std::size_t p = 0; p < guesses.persons; ++p) {
        std::uint64_t hits = 0;
        for (const auto& column : guesses.hits) hits += column[p];
        squares += std::pow(static_cast<double>(hits) - columns * share, 2);
    }
    return std::max(1.0, squares / (persons - 1) / independent);
}

Attack attack_on(std::string detail, const Proportion& attack, const Proportion& control,
                 const DesignEffects& effects) {
    return {"attribute inference", std::move(detail), attack, control, advantage(attack, control, effects)};
}

}  // namespace

std::vector<Attack> attack_by_inference(const PrivacyTask& task, const AttackSides& sides) {
    const std::vector<std::uint32_t> columns = choose_columns(task);
    if (task.columns.size() < 2 || columns.empty()) return {};
    std::vector<GuessCheck> checks;
    checks.reserve(columns.size());
    for (const std::uint32_t column : columns)
        checks.emplace_back(task.columns[column], task.rows.real.columns[column]);
    const Guesses attack = guess(task, sides.attack, columns, checks);
    const Guesses control = guess(task, sides.control, columns, checks);

    std::vector<Attack> result{
        attack_on("", of_all(attack), of_all(control), {design_effect(attack), design_effect(control)})};
    for (std::size_t i = 0; i < columns.size(); ++i)
        result.push_back(attack_on(task.columns[columns[i]].name, of_column(attack, i), of_column(control, i), {}));
    std::stable_sort(result.begin() + 1, result.end(),
                     [](const Attack& a, const Attack& b) { return a.won.value > b.won.value; });
    return result;
}

}  // namespace replica
