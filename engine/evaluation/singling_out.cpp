#include "engine/evaluation/singling_out.hpp"

#include "engine/evaluation/extreme_values.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::size_t fewest_columns = 2;
constexpr std::size_t most_columns = 8;
constexpr std::size_t most_rounds = 8;  // of as many tries as conditions are wanted

// The coarse codes that some rows have in some columns each.
struct Conditions {
    SampleDraw rows;
    std::vector<std::vector<std::uint32_t>> columns;

    [[nodiscard]] std::size_t size() const { return columns.size(); }
};

// How many rows fulfil each condition: 0, 1, or 2 for more.
std::vector<std::uint32_t> count_fulfilling(const PrivacyTask& task, const Conditions& conditions,
                                            const ByteRows& rows) {
    NearestOptions options;
    options.count = 2;
    options.threads = task.threads;
    options.columns = conditions.columns;
    const auto nearest = nearest_on_ranks(code_rows(task.coarse, conditions.rows), rows, options, task.comm);
    std::vector<std::uint32_t> counts;
    for (std::size_t i = 0; i < nearest.size(); i += 2)
        counts.push_back((nearest[i].distance == 0 ? 1U : 0U) + (nearest[i + 1].distance == 0 ? 1U : 0U));
    return counts;
}

// Condition number `number` of all that are tried, of a source row: over columns that are drawn.
void add_try(const PrivacyTask& task, std::uint32_t row, std::size_t number, Conditions& tries) {
    const std::size_t columns = task.columns.size();
    const std::size_t most = std::min(columns, most_columns);
    const std::size_t fewest = std::min(fewest_columns, most);
    const auto size = draw_numbers(1, most - fewest + 1, task.limits.seed, DrawnFor::predicate_sizes, number).front();
    tries.rows.rows.push_back(row);
    tries.columns.push_back(
        draw_numbers(fewest + size, columns, task.limits.seed, DrawnFor::predicate_columns, number));
}

Conditions find_conditions(const PrivacyTask& task, const SampleDraw& sources) {
    const ByteRows bytes = code_rows(task.coarse, sources);
    const std::size_t wanted = task.limits.attack_rows;
    const auto order = draw_numbers(wanted * most_rounds, sources.size(), task.limits.seed, DrawnFor::predicates);
    std::vector<bool> used(order.size());
    Conditions found{{sources.sample, {}}, {}};
    for (std::size_t round = 0; round < most_rounds && found.size() < wanted; ++round) {
        Conditions tries{{sources.sample, {}}, {}};
        std::vector<std::size_t> places;
        for (std::size_t number = round * wanted; number < (round + 1) * wanted; ++number) {
            const std::size_t place = number % order.size();
            if (used[place]) continue;
            add_try(task, sources.rows[order[place]], number, tries);
            places.push_back(place);
        }
        const auto counts = count_fulfilling(task, tries, bytes);
        for (std::size_t i = 0; i < counts.size() && found.size() < wanted; ++i) {
            if (counts[i] != 1 || used[places[i]]) continue;
            used[places[i]] = true;
            found.rows.rows.push_back(tries.rows.rows[i]);
            found.columns.push_back(tries.columns[i]);
        }
    }
    return found;
}

Proportion single_out(const PrivacyTask& task, const Conditions& conditions, const SampleDraw& population) {
    const auto counts = count_fulfilling(task, conditions, code_rows(task.coarse, population));
    return {static_cast<std::uint64_t>(std::count(counts.begin(), counts.end(), 1U)), counts.size()};
}

Attack attack_by_several_columns(const PrivacyTask& task, const AttackSides& sides) {
    const Conditions conditions = find_conditions(task, sides.attack.sources);
    const Proportion attack = single_out(task, conditions, sides.attack.population);
    const Conditions of_control = task.is_split() ? find_conditions(task, sides.control.sources) : conditions;
    return {"singling out", "", attack, single_out(task, of_control, sides.control.population), {}};
}

Attack attack_by_one_column(const PrivacyTask& task, const AttackSides& sides) {
    return {"singling out",
            "by one column",
            single_out_by_one_column(task, sides.attack),
            single_out_by_one_column(task, sides.control),
            {}};
}

}  // namespace

std::vector<Attack> attack_by_singling_out(const PrivacyTask& task, const AttackSides& sides) {
    std::vector<Attack> result;
    for (Attack attack : {attack_by_several_columns(task, sides), attack_by_one_column(task, sides)}) {
        if (attack.attack.trials == 0 || attack.control.trials == 0) continue;
        attack.won = advantage(attack.attack, attack.control);
        result.push_back(std::move(attack));
    }
    return result;
}

}  // namespace replica
