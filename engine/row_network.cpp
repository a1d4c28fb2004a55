#include "engine/row_network.hpp"

#include "engine/family_cells.hpp"
#include "engine/missing_groups.hpp"
#include "engine/network_check.hpp"
#include "engine/person_tier.hpp"
#include "engine/variable_elimination.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

namespace replica {
namespace {

constexpr double whole_count = 1U << 30U;

bool lacks_in_rows(const ColumnModel& column) {
    return column.tier == Tier::person && column.missing_rows > 0 && column.has_missing;
}

// The column in a row given the person's.
Family family_of_row(std::uint32_t row_column, std::uint32_t person_column, const ColumnModel& column) {
    const double missing = static_cast<double>(column.missing_rows) / static_cast<double>(column.value_rows);
    const auto of_missing = static_cast<std::uint32_t>(std::round(whole_count * missing));
    const auto of_value = static_cast<std::uint32_t>(std::round(whole_count * (1 - missing)));
    Family family;
    family.child = row_column;
    family.parents = {person_column};
    const std::uint32_t missing_code = *column.missing_code();
    for (std::uint32_t code = 0; code < column.domain_size(); ++code) {
        family.configurations.push_back(code);
        family.first_cell.push_back(family.codes.size());
        if (code != missing_code && of_value > 0) {
            family.codes.push_back(static_cast<std::uint16_t>(code));
            family.counts.push_back(of_value);
        }
        if (code == missing_code || of_missing > 0) {
            family.codes.push_back(static_cast<std::uint16_t>(missing_code));
            family.counts.push_back(code == missing_code ? 1 : of_missing);
        }
    }
    family.first_cell.push_back(family.codes.size());
    return family;
}

// Columns that rows may lack are doubled: persons have a latent one, rows their own.
void double_columns(Model& model) {
    std::map<std::uint32_t, std::uint32_t> of_person;
    const auto columns = static_cast<std::uint32_t>(model.columns.size());
    for (std::uint32_t c = 0; c < columns; ++c) {
        if (!lacks_in_rows(model.columns[c]) || !has_choice(model.columns[c])) continue;
        of_person[c] = static_cast<std::uint32_t>(model.columns.size());
        ColumnModel latent = model.columns[c];
        latent.role = Role::latent;
        model.columns.push_back(std::move(latent));
    }
    const auto person_column = [&](std::uint32_t c) { return of_person.contains(c) ? of_person.at(c) : c; };
    std::vector<Family> families;
    for (Family& family : model.families) {
        const std::uint32_t child = family.child;
        if (model.columns[child].tier == Tier::person) {
            family.child = person_column(child);
            for (std::uint32_t& parent : family.parents) parent = person_column(parent);
        }
        families.push_back(std::move(family));
        if (of_person.contains(child))
            families.push_back(family_of_row(child, of_person.at(child), model.columns[child]));
    }
    model.families = std::move(families);
}

// Evidence of nothing: it makes a column one that is summed over.
CodeEvidence no_evidence(const Model& model, std::uint32_t column) {
    return {column, std::vector<double>(model.columns[column].domain_size(), 1)};
}

// The family without parent number `place`: its counts are rows, so their sums are what rows say of the others.
Family without_parent(const Family& family, std::size_t place, std::span<const ColumnModel> columns) {
    const auto strides = configuration_strides(family, columns);
    std::map<std::uint64_t, std::map<std::uint16_t, std::uint32_t>> sums;
    for (std::size_t i = 0; i < family.configurations.size(); ++i) {
        const std::uint64_t configuration = family.configurations[i];
        auto& row = sums[configuration % strides[place] + configuration / strides[place + 1] * strides[place]];
        for (std::size_t cell = family.first_cell[i]; cell < family.first_cell[i + 1]; ++cell)
            row[family.codes[cell]] += family.counts[cell];
    }
    Family fewer{family.child, family.parents, {}, {}, {}, {}, family.score};
    fewer.parents.erase(fewer.parents.begin() + static_cast<std::ptrdiff_t>(place));
    for (const auto& [configuration, row] : sums) {
        fewer.configurations.push_back(configuration);
        fewer.first_cell.push_back(fewer.codes.size());
        for (const auto& [code, count] : row) {
            fewer.codes.push_back(code);
            fewer.counts.push_back(count);
        }
    }
    fewer.first_cell.push_back(fewer.codes.size());
    return fewer;
}

void drop_size_of_rows(Model& model, std::uint32_t size) {
    for (Family& family : model.families) {
        if (model.columns[family.child].tier == Tier::person) continue;
        const auto place = std::find(family.parents.begin(), family.parents.end(), size);
        if (place == family.parents.end()) continue;
        family = without_parent(family, static_cast<std::size_t>(place - family.parents.begin()), model.columns);
    }
}

// Sums the latent columns out of the person tier; false where that takes too large tables.
bool sum_out_latent(Model& model, std::uint32_t size, std::uint64_t max_cells) {
    const auto is_latent = [&](std::uint32_t column) { return model.columns[column].role == Role::latent; };
    std::vector<CodeEvidence> evidence = {weigh_by_rows(model.columns[size], size)};
    for (const Family& family : model.families)
        if (!is_latent(family.child) && std::any_of(family.parents.begin(), family.parents.end(), is_latent))
            evidence.push_back(no_evidence(model, family.child));
    // What is summed out first is in nobody's table: the row tier comes first.
    for (std::uint32_t c = 0; c < model.columns.size(); ++c)
        model.columns[c].tier = is_latent(c) ? Tier::row : Tier::person;
    auto eliminated = eliminate(model, evidence, max_cells);
    if (!eliminated) return false;
    const std::vector<bool> involved = ancestors_of(model, evidence);
    for (Family& family : model.families)
        if (!involved[family.child]) eliminated->families.push_back(std::move(family));
    model.families = std::move(eliminated->families);
    std::erase_if(model.families, [&](const Family& family) { return is_latent(family.child); });
    return true;
}

}  // namespace

std::optional<Model> row_network(const Model& model, std::uint64_t max_cells) {
    Model rows = model;
    sum_out_missing_groups(rows);
    const auto size = size_column(model);
    if (size && model.mode != Mode::random) {
        check_network(rows);
        drop_size_of_rows(rows, *size);
        double_columns(rows);
        if (!sum_out_latent(rows, *size, max_cells)) return std::nullopt;
    }
    for (ColumnModel& column : rows.columns) {
        column.tier = Tier::row;
        column.missing_rows = 0;
        if (column.role == Role::latent) column.role = Role::drop;
    }
    return rows;
}

std::optional<std::vector<double>> marginal_shares(const Model& model, std::uint32_t column, std::uint64_t max_cells) {
    Model last = model;
    // The row tier is summed out before it, so that its family has no parents.
    last.columns[column].tier = Tier::person;
    const std::vector<CodeEvidence> evidence = {no_evidence(model, column)};
    const auto eliminated = eliminate(last, evidence, max_cells);
    if (!eliminated || eliminated->families.empty()) return std::nullopt;
    const Family& family = eliminated->families.front();
    std::vector<double> shares(model.columns[column].domain_size(), 0);
    for (std::size_t cell = 0; cell < family.codes.size(); ++cell)
        shares[family.codes[cell]] = family.counts[cell] / whole_count;
    return shares;
}

}  // namespace replica
