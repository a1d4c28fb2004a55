#include "io/hdf5/privacy_layout.hpp"

#include "engine/error.hpp"
#include "io/privacy/statement_json.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

void store_pool(const PooledRows& pool, const Hdf5Group& group) {
    group.write("columns", pool.columns);
    group.write("weights", pool.weights);
    for (std::size_t i = 0; i < pool.columns.size(); ++i) {
        group.write("codes_" + std::to_string(i), pool.codes[i]);
        group.write("merged_" + std::to_string(i), pool.merged[i]);
    }
}

PooledRows load_pool(const Hdf5Group& group) {
    PooledRows pool;
    pool.columns = group.read<std::uint32_t>("columns");
    pool.weights = group.read<double>("weights");
    for (std::size_t i = 0; i < pool.columns.size(); ++i) {
        pool.codes.push_back(group.read<std::uint16_t>("codes_" + std::to_string(i)));
        pool.merged.push_back(group.read<std::uint16_t>("merged_" + std::to_string(i)));
    }
    return pool;
}

// Pairs one after another.
void store_impossible(const std::vector<ImpossiblePair>& pairs, const Hdf5Group& group) {
    std::vector<std::uint32_t> numbers;
    std::vector<std::uint32_t> cells;
    for (const ImpossiblePair& pair : pairs) {
        for (const std::uint32_t number :
             {pair.first, pair.second, pair.second_codes, static_cast<std::uint32_t>(pair.cells.size())})
            numbers.push_back(number);
        cells.insert(cells.end(), pair.cells.begin(), pair.cells.end());
    }
    group.write("impossible_pairs", numbers);
    group.write("impossible_cells", cells);
}

std::vector<ImpossiblePair> load_impossible(const Hdf5Group& group) {
    const auto numbers = group.read<std::uint32_t>("impossible_pairs");
    const auto cells = group.read<std::uint32_t>("impossible_cells");
    std::vector<ImpossiblePair> pairs;
    auto next = cells.begin();
    for (std::size_t at = 0; at + 3 < numbers.size(); at += 4) {
        if (numbers[at + 3] > static_cast<std::uint64_t>(cells.end() - next))
            throw Hdf5Error("damaged: pairs that can't be");
        const auto end = next + static_cast<std::ptrdiff_t>(numbers[at + 3]);
        pairs.push_back({numbers[at], numbers[at + 1], numbers[at + 2], {next, end}});
        next = end;
    }
    return pairs;
}

void check_impossible(const Model& model) {
    for (const ImpossiblePair& pair : model.impossible) {
        const bool there = pair.first < model.columns.size() && pair.second < model.columns.size();
        const bool whole =
            there && pair.second_codes == model.columns[pair.second].domain_size() &&
            pair.cells.size() == std::size_t{model.columns[pair.first].domain_size()} * pair.second_codes;
        if (!whole) throw Hdf5Error("damaged: pairs that can't be");
    }
}

void require(bool holds) {
    if (!holds) throw Hdf5Error("damaged: the pool of rows");
}

}  // namespace

void store_privacy(const Model& model, const Hdf5Group& root) {
    if (!model.privacy) return;
    const Hdf5Group group = root.create_group("privacy");
    group.write_texts("ledger", {statement_text(*model.privacy)});
    store_impossible(model.impossible, group);
    if (model.pool) store_pool(*model.pool, group.create_group("pool"));
}

void load_privacy(const Hdf5Group& root, Model& model) {
    if (!root.has("privacy")) return;
    const Hdf5Group group = root.open_group("privacy");
    const auto ledger = group.read_texts("ledger");
    if (ledger.size() != 1) throw Hdf5Error("damaged: the ledger");
    try {
        model.privacy = parse_statement(ledger.front());
    } catch (const InputError& error) {
        throw Hdf5Error(error.what());
    }
    model.impossible = load_impossible(group);
    if (group.has("pool")) model.pool = load_pool(group.open_group("pool"));
}

void check_pool(const Model& model) {
    check_impossible(model);
    if (!model.pool) return;
    const PooledRows& pool = *model.pool;
    require(!pool.weights.empty() && pool.weights.size() < (std::size_t{1} << 31U));
    double sum = 0;
    for (const double weight : pool.weights) {
        require(std::isfinite(weight) && weight >= 0);
        sum += weight;
    }
    require(sum > 0 && std::isfinite(sum));
    std::vector<bool> seen(model.columns.size());
    for (std::size_t i = 0; i < pool.columns.size(); ++i) {
        require(pool.columns[i] < model.columns.size() && !seen[pool.columns[i]]);
        seen[pool.columns[i]] = true;
        const auto& merged = pool.merged[i];
        require(merged.size() == model.columns[pool.columns[i]].domain_size() && pool.codes[i].size() == pool.rows());
        // Every merged code stands for some code.
        const std::uint32_t most = *std::max_element(merged.begin(), merged.end());
        std::vector<bool> used(most + 1);
        for (const std::uint16_t code : merged) used[code] = true;
        require(std::all_of(used.begin(), used.end(), [](bool is_used) { return is_used; }));
        require(std::all_of(pool.codes[i].begin(), pool.codes[i].end(), [&](auto code) { return code <= most; }));
    }
    for (std::size_t c = 0; c < seen.size(); ++c) {
        const ColumnModel& column = model.columns[c];
        require(seen[c] || column.role == Role::drop || column.domain_size() == 1);
    }
}

}  // namespace replica
