#include "engine/privacy/adaptive_network.hpp"

#include "engine/privacy/forest.hpp"
#include "engine/privacy/noisy_tables.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace replica {
namespace {

class AdaptiveNetwork {
public:
    AdaptiveNetwork(PrivateTables& tables, const NoisyCounts& rows, const ImpossibleCells& impossible,
                    const AdaptiveOptions& options, const Communicator& world, int threads)
        : tables_(tables), options_(options), world_(world), threads_(threads), budget_(tables.left()) {
        measure_columns(rows);
        merge_impossible(impossible);
        if (options.pairs && tables.size() > 1) {
            count_pairs();
            grow_forest();
        }
        refine();
    }

    [[nodiscard]] LearnedPool take() { return {rows_, std::move(codes_), std::move(released_), pool_->gather()}; }

private:
    // The shares are those that make the sum of the noise least: by codes^(2/3) of the budget for Gaussian noise, whose
    // cost is 1 / sigma^2, by codes^(1/2) for Laplace noise, whose cost is 1 / scale.
    void measure_columns(const NoisyCounts& all) {
        double weight = 1 / all.variance;
        double weighted = static_cast<double>(all.cells.front()) * weight;
        const double power = tables_.accounting() == Accounting::zcdp ? 2.0 / 3 : 0.5;
        double sum = 0;
        for (std::uint32_t c = 0; c < tables_.size(); ++c) sum += std::pow(tables_.domain(c), power);
        const bool pairs = options_.pairs && tables_.size() > 1;
        const Cost most = share_of(budget_, pairs ? options_.column_share : 1);
        for (std::uint32_t c = 0; c < tables_.size(); ++c) {
            const NoisyCounts counts =
                tables_.count_column(c, share_of(most, std::pow(tables_.domain(c), power) / sum));
            codes_.push_back(merge_rare_codes(counts, options_.compress));
            released_.sizes.push_back(codes_.back().size);
            double total = 0;
            for (const std::int64_t count : counts.cells) total += static_cast<double>(count);
            const double precision = 1 / (counts.variance * static_cast<double>(counts.cells.size()));
            weight += precision;
            weighted += total * precision;
        }
        rows_ = std::max(1.0, weighted / weight);
        for (const MergedCodes& codes : codes_) released_.margins.push_back(codes.margin.shares(rows_));
    }

    // A merged cell can't occur where none of its codes' cells can.
    void merge_impossible(const ImpossibleCells& impossible) {
        for (const auto& [pair, cells] : impossible) {
            const auto& first = codes_[pair.first].map;
            const auto& second = codes_[pair.second].map;
            std::vector<std::uint8_t> merged(cells_of(pair, released_.sizes), 1);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (cells[i] != 0) continue;
                merged[first[i / second.size()] * released_.sizes[pair.second] + second[i % second.size()]] = 0;
            }
            impossible_[pair] = std::move(merged);
        }
    }

    void count_pairs() {
        std::vector<std::vector<std::uint16_t>> maps;
        for (const MergedCodes& codes : codes_) maps.push_back(codes.map);
        for (std::uint32_t a = 0; a < tables_.size(); ++a)
            for (std::uint32_t b = a + 1; b < tables_.size(); ++b) all_.push_back({a, b});
        tables_.count_pairs(all_, maps, released_.sizes);

        std::vector<std::size_t> cells;
        for (const ColumnPair pair : all_) cells.push_back(cells_of(pair, released_.sizes));
        std::nth_element(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(cells.size() / 2), cells.end());
        const auto median = static_cast<double>(cells[cells.size() / 2]);
        const auto edges = static_cast<double>(tables_.size() - 1);
        // If only a tree were measured.
        const double sigma = sigma_of(share_of(tables_.left(), (1 - options_.choice_share) / edges));
        const double times = std::clamp(std::sqrt(rows_ / (sigma * median)), 1.0, options_.max_rounds);
        rounds_ = std::min(static_cast<std::size_t>(edges * times), all_.size());
        if (options_.score == PairScore::information) rounds_ = tables_.size() - 1;
    }

    [[nodiscard]] double sigma_of(Cost cost) const {
        return std::sqrt(count_noise(tables_.accounting(), tables_.sensitivity(), cost).variance());
    }
    [[nodiscard]] Cost cost_of_round() const { return {tables_.left().units / rounds_}; }
    [[nodiscard]] Cost cost_of_choice() const { return share_of(cost_of_round(), options_.choice_share); }
    [[nodiscard]] Cost cost_of_measuring() const { return cost_of_round() - cost_of_choice(); }

    [[nodiscard]] std::vector<double> independent(ColumnPair pair) const {
        std::vector<double> expected;
        for (const double a : released_.margins[pair.first])
            for (const double b : released_.margins[pair.second]) expected.push_back(a * b);
        return expected;
    }

    static void scale(std::vector<double>& table, double factor) {
        for (double& cell : table) cell *= factor;
    }

    // Measures a pair, and corrects what is known of its columns with it. expected: in rows.
    void measure(ColumnPair pair, const std::vector<double>& expected, Cost cost) {
        const NoisyCounts counts = tables_.count_pair(pair, cost);
        --rounds_;
        const std::vector<double> noisy(counts.cells.begin(), counts.cells.end());
        const std::size_t rows = released_.sizes[pair.first];
        const std::size_t columns = released_.sizes[pair.second];
        correct(pair.first, sums_by_first(noisy, rows), counts.variance * static_cast<double>(columns));
        correct(pair.second, sums_by_second(noisy, columns), counts.variance * static_cast<double>(rows));
        std::vector<double> table = project(shrink(noisy, expected, std::sqrt(counts.variance)), rows_);
        const std::vector<double> floor = independent(pair);
        for (std::size_t i = 0; i < table.size(); ++i) table[i] = table[i] / rows_ + 1e-9 * floor[i];
        const auto never = impossible_.find(pair);
        for (std::size_t i = 0; never != impossible_.end() && i < table.size(); ++i)
            if (never->second[i] != 0) table[i] = 0;
        fit_margins(table, released_.margins[pair.first], released_.margins[pair.second]);
        released_.pairs[pair] = std::move(table);
    }

    void correct(std::uint32_t column, const std::vector<double>& counts, double variance) {
        for (std::size_t code = 0; code < counts.size(); ++code)
            codes_[column].margin.add(code, counts[code], variance);
        released_.margins[column] = codes_[column].margin.shares(rows_);
    }

    void grow_forest() {
        Trees trees(tables_.size());
        while (rounds_ > 0) {
            std::vector<ColumnPair> live;
            std::copy_if(all_.begin(), all_.end(), std::back_inserter(live),
                         [&](ColumnPair pair) { return trees.are_apart(pair); });
            if (live.empty()) break;
            std::vector<std::vector<double>> expected;
            for (const ColumnPair pair : live) scale(expected.emplace_back(independent(pair)), rows_);
            const Cost cost = cost_of_measuring();
            const auto chosen = tables_.choose({live, expected, sigma_of(cost), 1, cost_of_choice(), options_.score});
            if (chosen.front() == live.size()) break;
            measure(live[chosen.front()], expected[chosen.front()], cost);
            trees.join(live[chosen.front()]);
        }
    }

    void sample_pool(std::uint64_t rows) { pool_.emplace(released_, impossible_, rows, pools_++, world_, threads_); }

    void refine() {
        sample_pool(std::min(options_.round_rows, options_.pool_rows));
        while (rounds_ > 0) {
            std::vector<ColumnPair> live;
            std::copy_if(all_.begin(), all_.end(), std::back_inserter(live),
                         [&](ColumnPair pair) { return !released_.pairs.contains(pair); });
            if (live.empty()) break;
            std::vector<std::vector<double>> expected = pool_->tables(live);
            for (auto& table : expected) scale(table, rows_);
            const std::size_t batch = std::min({std::max<std::size_t>(1, tables_.size() / 4), rounds_, live.size()});
            const Cost cost = cost_of_measuring();
            const auto chosen =
                tables_.choose({live, expected, sigma_of(cost), batch, cost_of_choice(), PairScore::error});
            const bool stop = chosen.back() == live.size();
            for (const std::size_t i : chosen)
                if (i < live.size()) measure(live[i], expected[i], cost);
            pool_->rake(released_, options_.passes);
            if (stop) rounds_ /= 2;  // no pair is worth its noise: fewer, better measurements
        }
        sample_pool(options_.pool_rows);  // a better forest is known by now
        pool_->rake(released_, options_.final_passes);
    }

    PrivateTables& tables_;
    const AdaptiveOptions& options_;
    const Communicator& world_;
    int threads_;
    Cost budget_;
    double rows_ = 1;
    std::vector<MergedCodes> codes_;
    ReleasedTables released_;
    ImpossibleCells impossible_;
    std::vector<ColumnPair> all_;
    std::size_t rounds_ = 0;  // measurements that are left
    std::uint64_t pools_ = 0;
    std::optional<RowPool> pool_;
};

}  // namespace

LearnedPool learn_adaptive(PrivateTables& tables, const NoisyCounts& rows, const ImpossibleCells& impossible,
                           const AdaptiveOptions& options, const Communicator& world, int threads) {
    return AdaptiveNetwork(tables, rows, impossible, options, world, threads).take();
}

}  // namespace replica
