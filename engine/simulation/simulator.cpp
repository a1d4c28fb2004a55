#include "engine/simulation/simulator.hpp"

#include "engine/error.hpp"
#include "engine/simulation/uniform_draws.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

void round_to_unit(double unit, std::vector<double>& values) {
    for (double& value : values) value = std::round(value * unit) / unit;
}

// Values of kept rows move up.
template <typename Value>
void keep_rows(const std::vector<double>& kept, std::vector<Value>& values) {
    if (values.empty()) return;
    std::size_t next = 0;
    for (std::size_t row = 0; row < kept.size(); ++row)
        if (kept[row] > 0) values[next++] = values[row];
    values.resize(next);
}

}  // namespace

bool Simulator::has_tables() const { return spec_->tables.size() > 1 || !spec_->tables.front().name.empty(); }

void Simulator::simulate(std::uint64_t seed, std::uint64_t first, std::size_t count, SimulatedBlock& block) const {
    block.tables.resize(tables_.size());
    for (std::size_t table = 0; table < tables_.size(); ++table) {
        if (spec_->tables[table].fixed) continue;
        SimulatedRows& rows = block.tables[table];
        if (tables_[table].parent) {
            add_children(table, seed, block);
        } else {
            rows.keys.resize(count);
            for (std::size_t row = 0; row < count; ++row) rows.keys[row] = first + row;
        }
        make_rows(table, seed, block);
    }
}

void Simulator::add_children(std::size_t table, std::uint64_t seed, SimulatedBlock& block) const {
    const Table& own = tables_[table];
    const SimulatedRows& above = block.tables[*own.parent];
    SimulatedRows& rows = block.tables[table];
    evaluate(*own.parent, own.count, seed, block, block.scratch);
    rows.keys.clear();
    rows.parents.clear();
    for (std::size_t parent = 0; parent < above.rows(); ++parent) {
        const double count = std::isnan(block.scratch[parent]) ? 0 : std::round(block.scratch[parent]);
        if (count > own.most) {
            throw InputError(spec_->tables[table].count.place + ": row " + std::to_string(above.keys[parent] + 1) +
                             " of table \"" + spec_->tables[*own.parent].name + "\" gets " +
                             std::to_string(count < 1e15 ? static_cast<std::uint64_t>(count) : 1'000'000'000'000'000) +
                             " rows; set most, now " + std::to_string(own.most) + ", as high, or the count lower");
        }
        for (std::uint64_t child = 0; static_cast<double>(child) < count; ++child) {
            rows.keys.push_back(above.keys[parent] * own.most + child);
            rows.parents.push_back(static_cast<std::uint32_t>(parent));
        }
    }
}

void Simulator::make_rows(std::size_t table, std::uint64_t seed, SimulatedBlock& block) const {
    const Table& own = tables_[table];
    SimulatedRows& rows = block.tables[table];
    rows.gathered_count = 0;
    rows.values.resize(own.columns.size());
    rows.missing.resize(own.columns.size());
    fill_latent(own, seed, rows, block);
    for (const Step& step : own.steps) {
        if (step.is_missing) {
            fill_missing(table, step.column, seed, block);
        } else {
            fill_values(table, step.column, seed, block);
        }
    }
    if (own.keep) drop_rows(table, seed, block);
}

void Simulator::drop_rows(std::size_t table, std::uint64_t seed, SimulatedBlock& block) const {
    SimulatedRows& rows = block.tables[table];
    std::vector<double>& kept = block.scratch;
    evaluate(table, *tables_[table].keep, seed, block, kept);
    for (auto& values : rows.values) keep_rows(kept, values);
    for (auto& missing : rows.missing) keep_rows(kept, missing);
    keep_rows(kept, rows.parents);
    keep_rows(kept, rows.keys);
    rows.gathered_count = 0;
}

void Simulator::fill_latent(const Table& table, std::uint64_t seed, const SimulatedRows& rows,
                            SimulatedBlock& block) const {
    const std::size_t count = table.latent_columns.size();
    if (block.latent.size() < count) block.latent.resize(count);
    for (std::size_t k = 0; k < count; ++k) {
        block.latent[k].resize(rows.rows());
        fill_uniform(seed, table.columns[table.latent_columns[k]].draws, rows.keys, block.latent[k], block.words);
        normal_quantiles().apply(block.latent[k], block.latent[k]);
    }
    // From the last on, so that the independent ones before it are still there.
    for (std::size_t k = count; k-- > 0;) {
        const auto row = static_cast<Eigen::Index>(k);
        std::vector<double>& latent = block.latent[k];
        for (double& z : latent) z *= table.factor(row, row);
        for (std::size_t i = 0; i < k; ++i) {
            const double weight = table.factor(row, static_cast<Eigen::Index>(i));
            if (weight == 0) continue;
            for (std::size_t r = 0; r < latent.size(); ++r) latent[r] += weight * block.latent[i][r];
        }
    }
}

void Simulator::fill_draws(const Column& column, std::uint64_t seed, const SimulatedRows& rows,
                           SimulatedBlock& block) const {
    block.draws.resize(rows.rows());
    if (!column.latent) {
        fill_uniform(seed, column.draws, rows.keys, block.draws, block.words);
        return;
    }
    std::transform(block.latent[*column.latent].begin(), block.latent[*column.latent].end(), block.draws.begin(),
                   normal_probability);
}

void Simulator::draw_law(std::size_t table, const Column& column, std::uint64_t seed, SimulatedBlock& block,
                         std::vector<double>& out) const {
    const SimulatedRows& rows = block.tables[table];
    if (column.conditions.empty()) {
        fill_draws(column, seed, rows, block);
        column.laws.front().apply(block.draws, out);
    } else {
        block.choice.assign(rows.rows(), 0);
        for (std::size_t law = 0; law < column.conditions.size(); ++law) {
            evaluate(table, column.conditions[law], seed, block, block.condition);
            for (std::size_t row = 0; row < rows.rows(); ++row)
                if (block.choice[row] == 0 && block.condition[row] > 0)
                    block.choice[row] = static_cast<std::uint8_t>(law + 1);
        }
        fill_draws(column, seed, rows, block);
        for (std::size_t row = 0; row < rows.rows(); ++row) out[row] = column.laws[block.choice[row]](block.draws[row]);
    }
    if (!column.labels.empty())
        for (double& value : out) value = column.labels[static_cast<std::size_t>(value)];
}

void Simulator::draw_arrivals(std::size_t table, const Column& column, std::uint64_t seed, SimulatedBlock& block,
                              std::vector<double>& out) const {
    const SimulatedRows& rows = block.tables[table];
    std::vector<double>& first = block.scratch;
    std::vector<double>& last = block.condition;
    if (column.between) {
        evaluate(table, (*column.between)[0], seed, block, first);
        evaluate(table, (*column.between)[1], seed, block, last);
    }
    fill_draws(column, seed, rows, block);
    block.more_draws.resize(rows.rows());
    if (column.arrivals->has_times()) fill_uniform(seed, column.time_draws, rows.keys, block.more_draws, block.words);
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        out[row] = column.between
                       ? column.arrivals->time_between(block.draws[row], block.more_draws[row], first[row], last[row])
                       : column.arrivals->time_at(block.draws[row], block.more_draws[row]);
    }
}

void Simulator::fill_values(std::size_t table, std::uint32_t index, std::uint64_t seed, SimulatedBlock& block) const {
    const Column& column = tables_[table].columns[index];
    const std::size_t rows = block.tables[table].rows();
    std::vector<double>& out = block.tables[table].values[index];
    out.resize(rows);
    switch (column.kind) {
        case ColumnKind::law: draw_law(table, column, seed, block, out); break;
        case ColumnKind::arrivals: draw_arrivals(table, column, seed, block, out); break;
        case ColumnKind::value: evaluate(table, column.value, seed, block, out); break;
        case ColumnKind::sequence:
        case ColumnKind::pattern:
            for (std::size_t row = 0; row < rows; ++row)
                out[row] = static_cast<double>(column.start +
                                               column.step * static_cast<std::int64_t>(block.tables[table].keys[row]));
            break;
    }
    // Written so that a missing value stays missing.
    if (column.lowest)
        for (double& value : out) value = value < *column.lowest ? *column.lowest : value;
    if (column.highest)
        for (double& value : out) value = value > *column.highest ? *column.highest : value;
    if (column.unit) round_to_unit(*column.unit, out);
    for (const Rule& rule : column.rules) {
        evaluate(table, rule.condition, seed, block, block.condition);
        evaluate(table, rule.value, seed, block, block.scratch);
        for (std::size_t row = 0; row < rows; ++row)
            if (block.condition[row] > 0) out[row] = block.scratch[row];
    }
}

void Simulator::fill_missing(std::size_t table, std::uint32_t index, std::uint64_t seed, SimulatedBlock& block) const {
    const Column& column = tables_[table].columns[index];
    const SimulatedRows& rows = block.tables[table];
    std::vector<double>& missing = block.tables[table].missing[index];
    const std::vector<double>& values = rows.values[index];
    missing.resize(rows.rows());
    for (std::size_t row = 0; row < missing.size(); ++row) missing[row] = std::isfinite(values[row]) ? 0 : 1;
    if (column.missing > 0) {
        block.draws.resize(rows.rows());
        fill_uniform(seed, column.missing_draws, rows.keys, block.draws, block.words);
        for (std::size_t row = 0; row < missing.size(); ++row)
            if (block.draws[row] < column.missing) missing[row] = 1;
    }
    if (column.missing_when) {
        evaluate(table, *column.missing_when, seed, block, block.condition);
        for (std::size_t row = 0; row < missing.size(); ++row)
            if (block.condition[row] > 0) missing[row] = 1;
    }
}

void Simulator::evaluate(std::size_t table, const Expression& expression, std::uint64_t seed, SimulatedBlock& block,
                         std::vector<double>& out) const {
    block.inputs.clear();
    for (const ExpressionInput& wanted : expression.inputs()) block.inputs.push_back(input(table, wanted, block));
    out.resize(block.tables[table].rows());
    expression.evaluate({seed, block.tables[table].keys, block.inputs}, out, block.expressions);
}

std::span<const double> Simulator::input(std::size_t table, const ExpressionInput& wanted,
                                         SimulatedBlock& block) const {
    SimulatedRows& rows = block.tables[table];
    const auto column_of = [&wanted](const SimulatedRows& from) -> const std::vector<double>& {
        return wanted.is_missing ? from.missing[wanted.column] : from.values[wanted.column];
    };
    if (wanted.level == 0 && wanted.column != index_column) return column_of(rows);
    for (std::size_t i = 0; i < rows.gathered_count; ++i)
        if (rows.gathered[i].first == wanted) return rows.gathered[i].second;
    // Spans into the vectors stay: they are moved, not copied, where the list of them grows.
    if (rows.gathered.size() == rows.gathered_count) rows.gathered.emplace_back();
    auto& [known, values] = rows.gathered[rows.gathered_count++];
    known = wanted;
    values.resize(rows.rows());
    if (wanted.column == index_column) {
        const std::uint64_t most = tables_[table].most;
        for (std::size_t row = 0; row < rows.rows(); ++row)
            values[row] = static_cast<double>(rows.keys[row] % most + 1);
        return values;
    }
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        std::size_t above = row;
        std::size_t at = table;
        for (std::uint32_t level = 0; level < wanted.level; ++level) {
            above = block.tables[at].parents[above];
            at = *tables_[at].parent;
        }
        values[row] = column_of(block.tables[at])[above];
    }
    return values;
}

}  // namespace replica
