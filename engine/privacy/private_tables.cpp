#include "engine/privacy/private_tables.hpp"

#include "engine/byte_stream.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/privacy/exponential_choice.hpp"
#include "engine/privacy/margin_estimate.hpp"
#include "engine/privacy/noisy_tables.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

std::vector<std::uint16_t> identity(std::uint32_t size) {
    std::vector<std::uint16_t> map(size);
    std::iota(map.begin(), map.end(), std::uint16_t{0});
    return map;
}

std::vector<std::int64_t> spread(std::vector<std::int64_t> values, const Communicator& world) {
    ByteWriter mine;
    mine.put_all(values);
    const Bytes bytes = world.broadcast(mine.take());
    return ByteReader(bytes).get_all<std::int64_t>();
}

// log(2^32) + 1 in units of 2^-10, rounded up.
constexpr std::uint64_t most_information_of_a_row = 23'738;

// An expected number of rows as a whole multiple of 1 / utility_unit, so that distances are exact.
std::int64_t fixed(double rows) { return std::llround(rows * static_cast<double>(utility_unit)); }

}  // namespace

PrivateTables::PrivateTables(const PrivateRows& rows, Ledger& ledger, const Communicator& world, int threads)
    : rows_(rows),
      ledger_(ledger),
      world_(world),
      threads_(threads),
      left_{world.max(world.is_root() ? ledger.left().units : 0)} {
    std::vector<ColumnPair> singles;
    std::vector<std::vector<std::uint16_t>> maps;
    for (std::uint32_t c = 0; c < size(); ++c) {
        maps.push_back(identity(rows.domains[c]));
        singles.push_back({c, c});
    }
    for (const auto& table : replica::count_pairs(rows.columns, maps, rows.domains, singles, threads))
        singles_.emplace_back(table.begin(), table.end());
}

NoisyCounts PrivateTables::release(const std::string& what, const std::vector<std::uint64_t>& counts, Cost most) {
    const CountNoise noise = count_noise(accounting(), sensitivity(), most);
    left_ = left_ - noise.cost;
    auto cells = agree(world_, [&] {
        check_stop();  // what was drawn before is in the journal
        return world_.is_root() ? release_counts(ledger_, sensitivity(), what, counts, most).cells
                                : std::vector<std::int64_t>{};
    });
    return {spread(std::move(cells), world_), noise.variance()};
}

NoisyCounts PrivateTables::count_rows(Cost most) {
    const std::uint64_t rows = rows_.columns.empty() ? 0 : row_count(rows_.columns.front());
    return release("number of rows", {rows}, most);
}

NoisyCounts PrivateTables::count_column(std::uint32_t column, Cost most) {
    return release("counts of " + rows_.names[column], singles_[column], most);
}

void PrivateTables::count_pairs(std::vector<ColumnPair> pairs, const std::vector<std::vector<std::uint16_t>>& maps,
                                const std::vector<std::uint32_t>& sizes) {
    pairs_ = std::move(pairs);
    sizes_ = sizes;
    std::sort(pairs_.begin(), pairs_.end());
    std::vector<ColumnPair> mine;
    for (std::size_t p = 0; p < pairs_.size(); ++p)
        if (is_mine(p)) mine.push_back(pairs_[p]);
    auto counted = replica::count_pairs(rows_.columns, maps, sizes, mine, threads_);
    tables_.assign(pairs_.size(), {});
    std::size_t next = 0;
    for (std::size_t p = 0; p < pairs_.size(); ++p)
        if (is_mine(p)) tables_[p] = std::move(counted[next++]);
}

bool PrivateTables::is_mine(std::size_t pair) const {
    return pair % static_cast<std::size_t>(world_.size()) == static_cast<std::size_t>(world_.rank());
}

std::size_t PrivateTables::index_of(ColumnPair pair) const {
    return static_cast<std::size_t>(std::lower_bound(pairs_.begin(), pairs_.end(), pair) - pairs_.begin());
}

NoisyCounts PrivateTables::count_pair(ColumnPair pair, Cost most) {
    const std::size_t p = index_of(pair);
    std::vector<std::uint64_t> counts(tables_[p].begin(), tables_[p].end());
    // Only the rank that counted the pair knows how many cells it has.
    counts.resize(world_.max(counts.size()));
    world_.sum_in_place(counts);
    return release("counts of " + rows_.names[pair.first] + " x " + rows_.names[pair.second], counts, most);
}

std::vector<std::uint64_t> PrivateTables::distances(const PairChoice& choice) const {
    std::vector<std::uint64_t> distance(choice.pairs.size());
    for (std::size_t i = 0; i < distance.size(); ++i) {
        const std::size_t p = index_of(choice.pairs[i]);
        if (!is_mine(p)) continue;
        for (std::size_t cell = 0; cell < tables_[p].size(); ++cell) {
            const std::int64_t apart = std::int64_t{tables_[p][cell]} * utility_unit - fixed(choice.expected[i][cell]);
            distance[i] += static_cast<std::uint64_t>(apart < 0 ? -apart : apart);
        }
    }
    world_.sum_in_place(distance);
    return distance;
}

std::size_t PrivateTables::release_choice(const PairChoice& choice, const std::vector<std::int64_t>& utilities,
                                          const std::vector<bool>& taken) {
    const ChoiceNoise noise = choice_noise(accounting(), choice.each);
    left_ = left_ - noise.cost;
    const Release release{"choice of a pair of columns, out of " + std::to_string(choice.pairs.size()), "exponential",
                          scale_text("epsilon", noise.epsilon), noise.cost};
    const auto draw = [&](RandomBits& bits) {
        std::vector<Candidate> candidates;
        for (std::size_t i = 0; i < utilities.size(); ++i) candidates.push_back({utilities[i], taken[i] ? 0U : 1U});
        const bool may_end = choice.score == PairScore::error;
        candidates.push_back({0, may_end ? utilities.size() : 0});
        // epsilon / (2 sensitivity) for utilities in rows. Of the sensitivity 2^-10 is for rounding: of utilities to
        // units of 2^-16, and of the sum of square roots behind them.
        const Uint128 numerator = Uint128{noise.epsilon.numerator} << 10U;
        const std::uint64_t of_a_row = choice.score == PairScore::error ? 1 << 10 : most_information_of_a_row;
        const Uint128 denominator = Uint128{noise.epsilon.denominator} * 2 * (sensitivity().l1() * of_a_row + 1);
        return std::vector{static_cast<std::int64_t>(choose_exponentially(candidates, numerator, denominator, bits))};
    };
    auto chosen = agree(world_, [&] {
        check_stop();
        return world_.is_root() ? ledger_.release(release, draw) : std::vector<std::int64_t>{};
    });
    return static_cast<std::size_t>(spread(std::move(chosen), world_).front());
}

std::vector<std::int64_t> PrivateTables::errors_mended(const PairChoice& choice) const {
    const std::vector<std::uint64_t> distance = distances(choice);
    std::vector<std::int64_t> utilities(distance.size());
    for (std::size_t i = 0; world_.is_root() && i < distance.size(); ++i) {
        double root_sum = 0;
        for (const double cell : choice.expected[i]) root_sum += std::sqrt(cell);
        const double e = static_cast<double>(distance[i]) / static_cast<double>(utility_unit);
        utilities[i] = fixed(e - distance_after(e, choice.expected[i], root_sum, choice.sigma));
    }
    return utilities;
}

std::vector<std::int64_t> PrivateTables::information(const PairChoice& choice) const {
    std::vector<std::uint64_t> utilities(choice.pairs.size());
    for (std::size_t i = 0; i < utilities.size(); ++i) {
        const std::size_t p = index_of(choice.pairs[i]);
        if (!is_mine(p)) continue;
        const std::vector<double> counts(tables_[p].begin(), tables_[p].end());
        const std::size_t codes = sizes_[choice.pairs[i].second];
        const auto first = sums_by_first(counts, counts.size() / codes);
        const auto second = sums_by_second(counts, codes);
        const double rows = std::accumulate(first.begin(), first.end(), 0.0);
        double nats = 0;
        for (std::size_t cell = 0; cell < counts.size(); ++cell)
            if (counts[cell] > 0)
                nats += counts[cell] * std::log(counts[cell] * rows / (first[cell / codes] * second[cell % codes]));
        utilities[i] = static_cast<std::uint64_t>(fixed(std::max(0.0, nats)));
    }
    world_.sum_in_place(utilities);
    return {utilities.begin(), utilities.end()};
}

std::vector<std::size_t> PrivateTables::choose(const PairChoice& choice) {
    const auto utilities = choice.score == PairScore::error ? errors_mended(choice) : information(choice);
    std::vector<std::size_t> chosen;
    std::vector<bool> taken(utilities.size());
    while (chosen.size() < choice.most) {
        chosen.push_back(release_choice(choice, utilities, taken));
        if (chosen.back() == utilities.size()) break;
        taken[chosen.back()] = true;
    }
    return chosen;
}

}  // namespace replica
