#include "engine/copula_learning.hpp"

#include "engine/latent_correlation.hpp"
#include "engine/synthesis.hpp"
#include "engine/value_format.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Cholesky>

namespace replica {
namespace {

constexpr std::size_t pairs_at_a_time = 512;
constexpr std::uint32_t no_place = 0xffffffffU;

// By code, its place in an order.
std::vector<std::uint32_t> places_of(std::span<const std::uint16_t> order, std::uint32_t codes) {
    std::vector<std::uint32_t> places(codes, no_place);
    for (std::uint32_t place = 0; place < order.size(); ++place) places[order[place]] = place;
    return places;
}

/// A table's cells by the places of two orders.
struct PlacedCell {
    std::uint32_t first = 0, second = 0;
    double count = 0;
};

std::vector<PlacedCell> placed_cells(const PairTable& table, std::span<const std::uint32_t> first_places,
                                     std::span<const std::uint32_t> second_places) {
    const std::uint64_t codes = second_places.size();
    std::vector<PlacedCell> cells;
    for (const PairCell& cell : table) {
        const std::uint32_t first = first_places[cell.cell / codes];
        const std::uint32_t second = second_places[cell.cell % codes];
        if (first != no_place && second != no_place) cells.push_back({first, second, cell.count});
    }
    return cells;
}

// Mid-ranks as shares, less one half.
std::vector<double> centred_grades(std::vector<double> counts) {
    for (double& count : counts) count = std::max(count, 0.0);  // noise may bring them below
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    if (total == 0) return std::vector<double>(counts.size());
    std::vector<double> grades;
    double below = 0;
    for (const double count : counts) {
        grades.push_back((below + count / 2) / total - 0.5);
        below += count;
    }
    return grades;
}

double spread(const std::vector<double>& grades, const std::vector<double>& counts) {
    double sum = 0;
    for (std::size_t i = 0; i < grades.size(); ++i) sum += std::max(counts[i], 0.0) * grades[i] * grades[i];
    return sum;
}

// The share of the variance of a column's ranks that its codes keep; the rest is inside bins, where values are drawn
// independently of other columns. So a rank correlation is weakened twice by bins, when it is measured by codes and
// when values are drawn, each time by the root of this of both columns.
double kept_of_ranks(const ColumnModel& column, const std::vector<double>& counts) {
    if (column.encoding != Encoding::binned) return 1;
    const std::size_t bins = column.bin_low.size();
    const double total = std::accumulate(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(bins), 0.0);
    double below = 0;
    double between = 0;
    double inside = 0;
    for (std::size_t bin = 0; bin < bins && total > 0; ++bin) {
        const double share = counts[bin] / total;
        const double grade = below + share / 2 - 0.5;
        below += share;
        between += share * grade * grade;
        const std::int64_t end = bin + 1 < bins ? column.bin_low[bin + 1] : column.range_high + 1;
        if (end - column.bin_low[bin] > column.step) inside += share * share * share / 12;
    }
    return between > 0 ? between / (between + inside) : 1;
}

/// A rank correlation, and of how many rows.
struct Observed {
    double spearman = 0;
    double rows = 0;
    double noise = 0;   ///< its standard deviation for noise of 1 in each cell
    double weight = 1;  ///< of what is known of the columns' order
};

double sum_of_squares(const std::vector<double>& values) {
    return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

Observed observe(const std::vector<PlacedCell>& cells, std::size_t first_size, std::size_t second_size) {
    Observed observed;
    std::vector<double> first(first_size);
    std::vector<double> second(second_size);
    for (const PlacedCell& cell : cells) {
        first[cell.first] += cell.count;
        second[cell.second] += cell.count;
        observed.rows += cell.count;
    }
    if (cells.empty()) return observed;
    const std::vector<double> a = centred_grades(first);
    const std::vector<double> b = centred_grades(second);
    double product = 0;
    for (const PlacedCell& cell : cells) product += cell.count * a[cell.first] * b[cell.second];
    const double scale = std::sqrt(spread(a, first) * spread(b, second));
    if (!(scale > 0)) return observed;
    observed.spearman = std::clamp(product / scale, -1.0, 1.0);
    observed.noise = std::sqrt(sum_of_squares(a) * sum_of_squares(b)) / scale;
    return observed;
}

/// What is known of a column while the copula is learned.
struct LearnedColumn {
    std::uint32_t column = 0;
    std::uint32_t codes = 0;
    std::optional<std::uint32_t> missing;
    std::vector<std::uint16_t> order;
    bool is_ordered = false;         ///< naturally
    std::vector<double> counts;      ///< of the family: of persons in the person tier
    std::vector<double> row_counts;  ///< of rows
    bool of_persons = false;

    double best = 0;  ///< share of variance of another column's grades that its codes explain
    std::vector<double> means;

    [[nodiscard]] bool has_value() const { return order.size() > 1; }
    [[nodiscard]] std::vector<std::uint32_t> value_places() const { return places_of(order, codes); }
    /// 0: there, 1: missing.
    [[nodiscard]] std::vector<std::uint32_t> missing_places() const {
        std::vector<std::uint32_t> places(codes, 0);
        places[*missing] = 1;
        return places;
    }
};

class CopulaLearning {
public:
    CopulaLearning(const Model& model, const std::vector<std::uint32_t>& columns,
                   const std::vector<MissingGroup>& groups, const CountPairs& count, double cell_noise, bool is_root,
                   CopulaFigures& figures)
        : model_(model), groups_(groups), count_(count), cell_noise_(cell_noise), is_root_(is_root), figures_(figures) {
        for (const std::uint32_t column : columns) add_column(column);
    }

    Copula learn() {
        order_names(true);
        order_names(false);
        count_rows();
        if (is_root_) add_variables();
        const auto of_persons = [](const LearnedColumn& a, const LearnedColumn& b) {
            return a.of_persons && b.of_persons;
        };
        const auto of_rows = [](const LearnedColumn& a, const LearnedColumn& b) {
            return !a.of_persons || !b.of_persons;
        };
        each_pair(CountedUnit::person, of_persons, [this](IndexPair pair, const PairTable& table) {
            relate(pair, table, [this](Eigen::Index a, Eigen::Index b, const Observed& observed) {
                solve(a, b, observed, person_grades_);
            });
        });
        each_pair(CountedUnit::row, of_rows, [this](IndexPair pair, const PairTable& table) {
            relate(pair, table, [this](Eigen::Index a, Eigen::Index b, const Observed& observed) {
                solve(a, b, observed, grades_);
            });
        });
        if (is_root_) {
            factorize();
            refine();
        }
        return std::move(copula_);
    }

private:
    void add_column(std::uint32_t number) {
        const ColumnModel& model = model_.columns[number];
        LearnedColumn column;
        column.column = number;
        column.codes = model.domain_size();
        column.missing = model.missing_code();
        column.of_persons = model.tier == Tier::person;
        if (column.of_persons) ++persons_;
        const auto order = natural_order(model);
        column.is_ordered = order.has_value();
        if (order) {
            column.order = *order;
        } else {
            for (std::uint32_t code = 0; code < column.codes; ++code)
                if (code != column.missing) column.order.push_back(static_cast<std::uint16_t>(code));
        }
        column.counts.resize(column.codes);
        for (const Family& family : model_.families) {
            if (family.child != number) continue;
            for (std::size_t cell = 0; cell < family.codes.size(); ++cell)
                column.counts[family.codes[cell]] += family.counts[cell];
        }
        columns_.push_back(std::move(column));
    }

    // Collective: every rank takes part in counting, the root looks.
    template <typename Wanted, typename Look>
    void each_pair(CountedUnit unit, Wanted&& wanted, Look&& look) {
        std::vector<IndexPair> batch;
        const auto flush = [&] {
            if (batch.empty()) return;
            const std::vector<PairTable> tables = count_(unit, batch);
            figures_.tables += batch.size();
            for (std::size_t i = 0; is_root_ && i < tables.size(); ++i) look(batch[i], tables[i]);
            batch.clear();
        };
        for (std::uint32_t first = 0; first < columns_.size(); ++first) {
            for (std::uint32_t second = first + 1; second < columns_.size(); ++second) {
                if (!wanted(columns_[first], columns_[second])) continue;
                batch.emplace_back(first, second);
                if (batch.size() == pairs_at_a_time) flush();
            }
        }
        flush();
    }

    // Which pairs are counted may not hang on what only the root knows.
    void order_names(bool by_ordered_alone) {
        const auto is_name = [](const LearnedColumn& column) { return !column.is_ordered && column.has_value(); };
        const auto wanted = [&](const LearnedColumn& a, const LearnedColumn& b) {
            if (!a.has_value() || !b.has_value() || (!is_name(a) && !is_name(b))) return false;
            return !by_ordered_alone || a.is_ordered || b.is_ordered;
        };
        for (LearnedColumn& column : columns_) column.best = 0;
        each_pair(CountedUnit::row, wanted, [&](IndexPair pair, const PairTable& table) {
            const auto cells =
                placed_cells(table, columns_[pair.first].value_places(), columns_[pair.second].value_places());
            if (is_name(columns_[pair.first])) explain(columns_[pair.first], columns_[pair.second], cells, false);
            if (is_name(columns_[pair.second])) explain(columns_[pair.second], columns_[pair.first], cells, true);
        });
        for (LearnedColumn& column : columns_)
            if (is_name(column) && column.best > 0) order_by_means(column);
    }

    // How much of the variance of the other column's grades the name explains, beyond what chance does.
    void explain(LearnedColumn& name, const LearnedColumn& other, const std::vector<PlacedCell>& cells,
                 bool name_is_second) const {
        std::vector<double> names(name.order.size());
        std::vector<double> sums(name.order.size());
        std::vector<double> others(other.order.size());
        const auto of_name = [&](const PlacedCell& cell) { return name_is_second ? cell.second : cell.first; };
        const auto of_other = [&](const PlacedCell& cell) { return name_is_second ? cell.first : cell.second; };
        for (const PlacedCell& cell : cells) others[of_other(cell)] += cell.count;
        if (cells.empty()) return;
        const std::vector<double> grades = centred_grades(others);
        for (const PlacedCell& cell : cells) {
            names[of_name(cell)] += cell.count;
            sums[of_name(cell)] += cell.count * grades[of_other(cell)];
        }
        const double rows = std::accumulate(names.begin(), names.end(), 0.0);
        double between = 0;
        double groups = -1;
        for (std::size_t i = 0; i < names.size(); ++i) {
            // What is hardly above the noise says nothing.
            if (names[i] <= 3 * cell_noise_ * std::sqrt(static_cast<double>(others.size()))) {
                sums[i] = 0;
                continue;
            }
            between += sums[i] * sums[i] / names[i];
            sums[i] /= names[i];
            groups += 1;
        }
        const double all = spread(grades, others);
        const double share = all > 0 ? between / all - groups / rows : 0;
        if (share <= name.best) return;
        name.best = share;
        name.means.assign(name.codes, 0);
        for (std::size_t i = 0; i < sums.size(); ++i) name.means[name.order[i]] = sums[i];
    }

    static void order_by_means(LearnedColumn& column) {
        std::sort(column.order.begin(), column.order.end());
        std::stable_sort(column.order.begin(), column.order.end(),
                         [&](std::uint16_t a, std::uint16_t b) { return column.means[a] < column.means[b]; });
    }

    // Rows of each code, of the person tier's columns too: the margins of a pair with the first column.
    void count_rows() {
        for (LearnedColumn& column : columns_) column.row_counts = column.counts;
        if (persons_ == 0) return;
        const LearnedColumn* const first = columns_.data();
        const auto with_first = [&](const LearnedColumn& a, const LearnedColumn& b) {
            return &a == first && b.of_persons;
        };
        const auto take = [&](IndexPair pair, const PairTable& table) {
            LearnedColumn& a = columns_[pair.first];
            LearnedColumn& b = columns_[pair.second];
            a.row_counts.assign(a.codes, 0);
            b.row_counts.assign(b.codes, 0);
            for (const PairCell& cell : table) {
                a.row_counts[cell.cell / b.codes] += cell.count;
                b.row_counts[cell.cell % b.codes] += cell.count;
            }
        };
        each_pair(CountedUnit::row, with_first, take);
        if (persons_ > 1 || columns_.size() == 1) return;
        // The only one of its tier: any other column makes a pair with it.
        each_pair(
            CountedUnit::row,
            [&](const LearnedColumn& a, const LearnedColumn& b) { return &a == first && &b == first + 1; },
            [&](IndexPair pair, const PairTable& table) {
                LearnedColumn& a = columns_[pair.first];
                a.row_counts.assign(a.codes, 0);
                for (const PairCell& cell : table) a.row_counts[cell.cell / columns_[pair.second].codes] += cell.count;
            });
    }

    void add_variables() {
        for (const LearnedColumn& column : columns_) {
            std::vector<double> counts;
            std::vector<double> row_counts;
            for (const std::uint16_t code : column.order) {
                counts.push_back(column.counts[code]);
                row_counts.push_back(column.row_counts[code]);
            }
            const auto present = std::count_if(counts.begin(), counts.end(), [](double count) { return count > 0; });
            const bool has_value = present > 1;
            value_variables_.push_back(has_value ? std::optional(add_variable({column.column, false, {}, column.order},
                                                                              column, counts, row_counts))
                                                 : std::nullopt);
            const std::vector<double> missing = missing_counts(column, column.counts);
            const bool may_miss = missing.size() == 2 && missing[0] > 0 && missing[1] > 0;
            missing_variables_.push_back(may_miss ? std::optional(missing_variable(column, missing)) : std::nullopt);
        }
        const auto size = static_cast<Eigen::Index>(copula_.variables.size());
        wanted_ = Eigen::MatrixXd::Identity(size, size);
        weights_ = Eigen::MatrixXd::Constant(size, size, least_weight);
        targets_ = Eigen::MatrixXd::Constant(size, size, std::nan(""));
        // A column's value doesn't hang on whether it is missing, or its marginal would change.
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const auto value = value_variables_[i];
            const auto missing = missing_variables_[i];
            if (value && missing) weights_(*value, *missing) = weights_(*missing, *value) = 1;
        }
    }
    // How many are there, and how many missing.
    static std::vector<double> missing_counts(const LearnedColumn& column, const std::vector<double>& counts) {
        if (!column.missing) return {};
        const double missing = counts[*column.missing];
        return {std::accumulate(counts.begin(), counts.end(), 0.0) - missing, missing};
    }

    Eigen::Index missing_variable(const LearnedColumn& column, const std::vector<double>& counts) {
        for (std::size_t known = 0; known < copula_.variables.size(); ++known) {
            LatentVariable& variable = copula_.variables[known];
            const bool together = std::any_of(groups_.begin(), groups_.end(), [&](const MissingGroup& group) {
                const auto has = [&](std::uint32_t member) {
                    return std::find(group.begin(), group.end(), member) != group.end();
                };
                return has(variable.column) && has(column.column);
            });
            const bool same_tier = (model_.columns[variable.column].tier == Tier::person) == column.of_persons;
            if (!variable.missing || !together || !same_tier) continue;
            variable.with.push_back(column.column);
            return static_cast<Eigen::Index>(known);
        }
        return add_variable({column.column, true, {}, {}}, column, counts, missing_counts(column, column.row_counts));
    }
    Eigen::Index add_variable(LatentVariable variable, const LearnedColumn& column, const std::vector<double>& counts,
                              const std::vector<double>& row_counts) {
        if (column.of_persons) {
            const double rows = std::accumulate(row_counts.begin(), row_counts.end(), 0.0);
            for (const double count : row_counts) variable.row_shares.push_back(rows > 0 ? count / rows : 0);
            person_grades_.push_back(latent_grades(counts));
        }
        grades_.push_back(latent_grades(row_counts));
        kept_.push_back(variable.missing ? 1 : kept_of_ranks(model_.columns[column.column], column.counts));
        copula_.variables.push_back(std::move(variable));
        return static_cast<Eigen::Index>(copula_.variables.size()) - 1;
    }

    /// Calls visit(variable, variable, observed) for the pair's values and for what is missing of them.
    template <typename Visit>
    void relate(IndexPair pair, const PairTable& table, Visit&& visit) {
        const LearnedColumn& a = columns_[pair.first];
        const LearnedColumn& b = columns_[pair.second];
        // The order of names was chosen, and one of several that would do.
        constexpr double names_weight = 0.1;
        const double weight = a.is_ordered && b.is_ordered ? 1 : names_weight;
        const auto relate_places = [&](std::optional<Eigen::Index> first, std::optional<Eigen::Index> second,
                                       const std::vector<std::uint32_t>& first_places,
                                       const std::vector<std::uint32_t>& second_places, std::size_t first_size,
                                       std::size_t second_size) {
            if (!first || !second || first == second) return;
            const auto cells = placed_cells(table, first_places, second_places);
            Observed observed = observe(cells, first_size, second_size);
            observed.weight = weight;
            visit(*first, *second, observed);
        };
        const auto value_a = value_variables_[pair.first];
        const auto value_b = value_variables_[pair.second];
        const auto missing_a = missing_variables_[pair.first];
        const auto missing_b = missing_variables_[pair.second];
        relate_places(value_a, value_b, a.value_places(), b.value_places(), a.order.size(), b.order.size());
        if (missing_a) relate_places(missing_a, value_b, a.missing_places(), b.value_places(), 2, b.order.size());
        if (missing_b) relate_places(value_a, missing_b, a.value_places(), b.missing_places(), a.order.size(), 2);
        if (missing_a && missing_b) relate_places(missing_a, missing_b, a.missing_places(), b.missing_places(), 2, 2);
    }

    void solve(Eigen::Index first, Eigen::Index second, Observed observed, const std::vector<LatentGrades>& grades) {
        const LatentGrades& a = grades[static_cast<std::size_t>(first)];
        const LatentGrades& b = grades[static_cast<std::size_t>(second)];
        if (!(a.variance > 0) || !(b.variance > 0)) return;
        observed.spearman = std::clamp(
            observed.spearman / (kept_[static_cast<std::size_t>(first)] * kept_[static_cast<std::size_t>(second)]),
            -0.999, 0.999);
        const double noise = cell_noise_ * observed.noise;
        // The posterior mean, by the positive part of James and Stein (1961), each figure by itself.
        if (noise > 0)
            observed.spearman *= std::max(0.0, 1 - noise * noise / (observed.spearman * observed.spearman + 1e-12));
        targets_(first, second) = targets_(second, first) = observed.spearman;
        const SpearmanRange range = attainable_spearman(a, b);
        figures_.strongest_out_of_reach = std::max(
            {figures_.strongest_out_of_reach, observed.spearman - range.highest, range.lowest - observed.spearman});
        const double r = solve_latent(a, b, std::clamp(observed.spearman, range.lowest, range.highest));
        constexpr double step = 0.01;
        const double local =
            (spearman_of_latent(a, b, std::min(r + step, 1.0)) - spearman_of_latent(a, b, std::max(r - step, -1.0))) /
            (2 * step);
        // Where one value implies another the curve is flat at its end, though not on the way there.
        const double chord = std::abs(r) > step ? spearman_of_latent(a, b, r) / r : 0;
        const double slope = std::max(local, chord);
        // Rare values say little of a latent correlation: what they leave open, and what isn't beyond chance, is none.
        constexpr double well_known = 0.05;
        constexpr double beyond_chance = 2.5;
        const double rows = std::max(1.0, observed.rows);
        const double error = std::hypot(1 / std::sqrt(rows), noise) / std::max(slope, 1e-9);
        const bool is_chance = error > well_known && std::abs(r) < beyond_chance * error;
        wanted_(first, second) = wanted_(second, first) = is_chance ? 0 : r;
        // Where Spearman's correlation hardly hangs on the latent one, that may be changed.
        weights_(first, second) = weights_(second, first) = observed.weight * slope * slope + least_weight;
    }

    void factorize() {
        if (copula_.variables.empty()) return;
        constexpr double smallest = 1e-6;
        const NearestCorrelation nearest = nearest_correlation(wanted_, weights_, smallest);
        const auto name = [&](Eigen::Index variable) {
            return model_.columns[copula_.variables[static_cast<std::size_t>(variable)].column].name;
        };
        figures_.largest_change = nearest.largest_change;
        figures_.most_changed = name(nearest.row) + " and " + name(nearest.column);
        const Eigen::MatrixXd factor = conditional_factor(nearest.matrix);
        copula_.factor.clear();
        for (Eigen::Index row = 0; row < factor.rows(); ++row)
            for (Eigen::Index column = 0; column <= row; ++column) copula_.factor.push_back(factor(row, column));
    }

    // What the copula gives isn't quite what was solved for: rows that lack a value are not any rows, matrices were
    // changed, persons' rows hang together. So rows are drawn, and latent correlations moved by what is amiss.
    void refine() {
        constexpr int rounds = 3;
        constexpr double step = 0.01;
        constexpr double chance = 0.008;  // that the rows drawn leave
        for (int round = 0; round < rounds && columns_.size() > 1; ++round) {
            const std::vector<std::vector<std::uint16_t>> codes = pilot_codes();
            bool amiss = false;
            const auto correct = [&](Eigen::Index first, Eigen::Index second, const Observed& is) {
                const double target = targets_(first, second);
                const double excess = is.spearman - target;
                if (std::isnan(target) || wanted_(first, second) == 0 || !(std::abs(excess) > chance)) return;
                const LatentGrades& a = grades_[static_cast<std::size_t>(first)];
                const LatentGrades& b = grades_[static_cast<std::size_t>(second)];
                const double r = wanted_(first, second);
                const double slope =
                    (spearman_of_latent(a, b, r + step) - spearman_of_latent(a, b, r - step)) / (2 * step);
                const double moved = r - excess / std::max(slope, 0.2);
                wanted_(first, second) = wanted_(second, first) = std::clamp(moved, -0.999, 0.999);
                amiss = true;
            };
            for (std::uint32_t a = 0; a < columns_.size(); ++a)
                for (std::uint32_t b = a + 1; b < columns_.size(); ++b)
                    if (!columns_[a].of_persons || !columns_[b].of_persons)
                        relate({a, b}, table_of(codes, a, b), correct);
            if (!amiss) return;
            factorize();
        }
    }

    [[nodiscard]] std::vector<std::vector<std::uint16_t>> pilot_codes() const {
        constexpr std::uint64_t rows = std::uint64_t{1} << 17U;
        constexpr std::uint64_t pilot_seed = 0x9E3779B97F4A7C15U;
        Model model = model_;
        model.mode = Mode::copula;
        model.copula = copula_;
        const Synthesizer synthesizer(model);
        SampledBlock block;
        std::vector<std::vector<std::uint16_t>> codes(columns_.size());
        for (std::uint64_t first = 0; first < rows; first += sampling_block_rows) {
            synthesizer.sample_codes(pilot_seed, first, sampling_block_rows, block);
            for (std::size_t c = 0; c < columns_.size(); ++c) {
                const auto& drawn = block.codes[columns_[c].column];
                codes[c].insert(codes[c].end(), drawn.begin(), drawn.end());
            }
        }
        return codes;
    }
    [[nodiscard]] PairTable table_of(const std::vector<std::vector<std::uint16_t>>& codes, std::uint32_t a,
                                     std::uint32_t b) const {
        std::vector<std::uint32_t> counts(std::size_t{columns_[a].codes} * columns_[b].codes);
        for (std::size_t row = 0; row < codes[a].size(); ++row)
            ++counts[std::size_t{codes[a][row]} * columns_[b].codes + codes[b][row]];
        PairTable table;
        for (std::size_t cell = 0; cell < counts.size(); ++cell)
            if (counts[cell] > 0) table.push_back({cell, static_cast<double>(counts[cell])});
        return table;
    }

    // The persons' part by itself, and that of rows given persons: by a ridge regression, since persons' variables at
    // the rows' marginals aren't quite what the matrix says, and what is nearly determined among them must not decide.
    [[nodiscard]] Eigen::MatrixXd conditional_factor(const Eigen::MatrixXd& correlation) const {
        constexpr double ridge = 0.03;
        const auto of_persons = static_cast<Eigen::Index>(person_grades_.size());
        if (of_persons == 0) return cholesky_factor(correlation);
        const Eigen::Index of_rows = correlation.rows() - of_persons;
        const Eigen::MatrixXd persons = correlation.topLeftCorner(of_persons, of_persons);
        Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(correlation.rows(), correlation.cols());
        factor.topLeftCorner(of_persons, of_persons) = cholesky_factor(persons);
        if (of_rows == 0) return factor;
        const Eigen::MatrixXd ridged = persons + ridge * Eigen::MatrixXd::Identity(of_persons, of_persons);
        const Eigen::MatrixXd across = correlation.topRightCorner(of_persons, of_rows);
        const Eigen::MatrixXd weights = ridged.llt().solve(across).transpose();
        const Eigen::MatrixXd rest =
            correlation.bottomRightCorner(of_rows, of_rows) - weights * persons * weights.transpose();
        factor.bottomLeftCorner(of_rows, of_persons) = weights;
        factor.bottomRightCorner(of_rows, of_rows) = cholesky_factor(rest);
        return factor;
    }

    static constexpr double least_weight = 1e-6;
    const Model& model_;
    const std::vector<MissingGroup>& groups_;
    const CountPairs& count_;
    double cell_noise_;
    bool is_root_;
    CopulaFigures& figures_;
    std::vector<LearnedColumn> columns_;
    std::vector<std::optional<Eigen::Index>> value_variables_, missing_variables_;  ///< by column
    std::vector<LatentGrades> grades_;                                              ///< by variable, of rows
    std::vector<LatentGrades> person_grades_;  ///< of persons: of the first variables
    std::vector<double> kept_;                 ///< by variable, of the variance of its ranks (kept_of_ranks)
    Eigen::MatrixXd wanted_, weights_;
    Eigen::MatrixXd targets_;  ///< Spearman's; missing where there is none
    std::size_t persons_ = 0;  ///< columns of the person tier
    Copula copula_;
};

// Codes of categories by the numbers or dates that they are.
std::optional<std::vector<std::uint16_t>> order_of_numbers(const ColumnModel& column) {
    if (column.format.type == ValueType::string || column.format.type == ValueType::boolean || !column.pools.empty())
        return std::nullopt;
    std::vector<std::pair<std::int64_t, std::uint16_t>> values;
    for (const std::string& text : column.values) {
        const auto value = parse_value(text, column.format);
        if (!value) return std::nullopt;
        values.emplace_back(*value, static_cast<std::uint16_t>(values.size()));
    }
    std::sort(values.begin(), values.end());
    std::vector<std::uint16_t> order;
    for (const auto& [value, code] : values) order.push_back(code);
    return order;
}

}  // namespace

std::optional<std::vector<std::uint16_t>> natural_order(const ColumnModel& column) {
    const std::uint32_t codes = column.domain_size() - (column.has_missing ? 1U : 0U);
    std::optional<std::vector<std::uint16_t>> order;
    if (column.encoding == Encoding::categorical) order = order_of_numbers(column);
    if (!order && column.encoding == Encoding::categorical && codes > 2) return std::nullopt;
    if (!order) order.emplace();
    // What is left, such as pooled values, comes last.
    for (std::uint32_t code = static_cast<std::uint32_t>(order->size()); code < codes; ++code)
        order->push_back(static_cast<std::uint16_t>(code));
    return order;
}

double table_spearman(const PairTable& table, std::span<const std::uint16_t> first_order,
                      std::span<const std::uint16_t> second_order, std::uint32_t second_codes) {
    std::uint32_t first_codes = 0;
    for (const PairCell& cell : table)
        first_codes = std::max(first_codes, static_cast<std::uint32_t>(cell.cell / second_codes) + 1);
    for (const std::uint16_t code : first_order) first_codes = std::max(first_codes, std::uint32_t{code} + 1);
    const auto cells = placed_cells(table, places_of(first_order, first_codes), places_of(second_order, second_codes));
    return observe(cells, first_order.size(), second_order.size()).spearman;
}

Copula learn_copula(const Model& model, const std::vector<std::uint32_t>& columns,
                    const std::vector<MissingGroup>& groups, const CountPairs& count, double cell_noise, bool is_root,
                    CopulaFigures& figures) {
    return CopulaLearning(model, columns, groups, count, cell_noise, is_root, figures).learn();
}

}  // namespace replica
