#include "engine/copula_learning.hpp"

#include "engine/latent_matrix.hpp"
#include "engine/marginal_family.hpp"
#include "engine/synthesis.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

constexpr std::size_t pairs_at_a_time = 512;

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
            relate(pair, table, [this](Eigen::Index a, Eigen::Index b, const RankObservation& observed) {
                matrix_->solve_persons(a, b, observed);
            });
        });
        each_pair(CountedUnit::row, of_rows, [this](IndexPair pair, const PairTable& table) {
            relate(pair, table, [this](Eigen::Index a, Eigen::Index b, const RankObservation& observed) {
                matrix_->solve_rows(a, b, observed);
            });
        });
        if (is_root_) {
            copula_.factor = matrix_->factor();
            refine();
            tell_changes();
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
        for (const Family& family : model_.families)
            if (family.child == number) column.counts = marginal_counts(family, column.codes);
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
        matrix_.emplace(std::move(margins_), cell_noise_);
        // A column's value doesn't hang on whether it is missing, or its marginal would change.
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (value_variables_[i] && missing_variables_[i])
                matrix_->keep_apart(*value_variables_[i], *missing_variables_[i]);
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
        LatentMargin margin;
        if (column.of_persons) {
            const double rows = std::accumulate(row_counts.begin(), row_counts.end(), 0.0);
            for (const double count : row_counts) variable.row_shares.push_back(rows > 0 ? count / rows : 0);
            margin.of_persons = latent_grades(counts);
        }
        margin.of_rows = latent_grades(row_counts);
        margin.kept = variable.missing ? 1 : kept_of_ranks(model_.columns[column.column], column.counts);
        margins_.push_back(std::move(margin));
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
            RankObservation observed = observe_ranks(cells, first_size, second_size);
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

    // What the copula gives isn't quite what was solved for: rows that lack a value are not any rows, matrices were
    // changed, persons' rows hang together. So rows are drawn, and latent correlations moved by what is amiss.
    void refine() {
        constexpr int rounds = 3;
        constexpr std::size_t most_columns = 250;  // beyond, counting the drawn rows takes minutes
        if (columns_.size() < 2 || columns_.size() > most_columns) return;
        for (int round = 0; round < rounds; ++round) {
            const std::vector<std::vector<std::uint16_t>> codes = pilot_codes();
            bool amiss = false;
            const auto correct = [&](Eigen::Index first, Eigen::Index second, const RankObservation& drawn) {
                if (matrix_->correct(first, second, drawn)) amiss = true;
            };
            for (std::uint32_t a = 0; a < columns_.size(); ++a)
                for (std::uint32_t b = a + 1; b < columns_.size(); ++b)
                    if (!columns_[a].of_persons || !columns_[b].of_persons)
                        relate({a, b}, table_of(codes, a, b), correct);
            if (!amiss) return;
            copula_.factor = matrix_->factor();
        }
    }

    void tell_changes() {
        if (copula_.variables.empty()) return;
        const auto name = [&](Eigen::Index variable) {
            return model_.columns[copula_.variables[static_cast<std::size_t>(variable)].column].name;
        };
        figures_.largest_change = matrix_->largest_change();
        figures_.most_changed = name(matrix_->changed_row()) + " and " + name(matrix_->changed_column());
        figures_.strongest_out_of_reach = matrix_->out_of_reach();
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

    const Model& model_;
    const std::vector<MissingGroup>& groups_;
    const CountPairs& count_;
    double cell_noise_;
    bool is_root_;
    CopulaFigures& figures_;
    std::vector<LearnedColumn> columns_;
    std::vector<std::optional<Eigen::Index>> value_variables_, missing_variables_;  ///< by column
    std::vector<LatentMargin> margins_;  ///< by variable, until the matrix has them
    std::optional<LatentMatrix> matrix_;
    std::size_t persons_ = 0;  ///< columns of the person tier
    Copula copula_;
};

}  // namespace

Copula learn_copula(const Model& model, const std::vector<std::uint32_t>& columns,
                    const std::vector<MissingGroup>& groups, const CountPairs& count, double cell_noise, bool is_root,
                    CopulaFigures& figures) {
    return CopulaLearning(model, columns, groups, count, cell_noise, is_root, figures).learn();
}

}  // namespace replica
