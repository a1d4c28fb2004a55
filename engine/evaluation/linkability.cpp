#include "engine/evaluation/linkability.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::size_t neighbours = 5;

// The columns of each person that are known from one place, and those from the other.
struct Halves {
    std::vector<std::vector<std::uint32_t>> one;
    std::vector<std::vector<std::uint32_t>> other;
};

Halves draw_halves(const PrivacyTask& task, std::size_t persons) {
    const std::size_t columns = task.columns.size();
    Halves halves;
    for (std::size_t p = 0; p < persons; ++p) {
        const auto order = draw_numbers(columns, columns, task.limits.seed, DrawnFor::halves, p);
        const auto middle = order.begin() + static_cast<std::ptrdiff_t>(columns / 2);
        halves.one.emplace_back(order.begin(), middle);
        halves.other.emplace_back(middle, order.end());
    }
    return halves;
}

bool share_a_row(std::span<const NearRow> one, std::span<const NearRow> other) {
    return std::any_of(one.begin(), one.end(), [&](const NearRow& near) {
        return near.row != NearRow::none &&
               std::any_of(other.begin(), other.end(), [&](const NearRow& far) { return far.row == near.row; });
    });
}

Proportion link(const PrivacyTask& task, const AttackSide& side) {
    const SampleDraw persons = draw_rows(side.population, task.limits.attack_rows, task.limits.seed, DrawnFor::linked);
    const ByteRows queries = code_rows(task.values, persons);
    const ByteRows sources = code_rows(task.values, side.sources);
    const Halves halves = draw_halves(task, persons.size());
    NearestOptions options;
    options.count = neighbours;
    options.threads = task.threads;
    options.columns = halves.one;
    const auto one = nearest_on_ranks(queries, sources, options, task.comm);
    options.columns = halves.other;
    const auto other = nearest_on_ranks(queries, sources, options, task.comm);
    Proportion result{0, persons.size()};
    for (std::size_t p = 0; p < persons.size(); ++p) {
        const auto of_one = std::span(one).subspan(p * neighbours, neighbours);
        if (share_a_row(of_one, std::span(other).subspan(p * neighbours, neighbours))) ++result.hits;
    }
    return result;
}

}  // namespace

std::optional<Attack> attack_by_linking(const PrivacyTask& task, const AttackSides& sides) {
    if (task.columns.size() < 2) return std::nullopt;
    Attack result{"linkability", "", link(task, sides.attack), link(task, sides.control), {}};
    result.won = advantage(result.attack, result.control);
    return result;
}

}  // namespace replica
