#include "engine/missing_groups.hpp"

#include "kernels/row_set.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace replica {
namespace {

constexpr std::uint16_t all_missing = 1;

/// Sums the rows of a family by whether the child is missing: the family of what says so.
Family indicator_family(const Family& member, std::uint32_t indicator, std::uint32_t missing_code) {
    Family family;
    family.child = indicator;
    family.parents = member.parents;
    family.configurations = member.configurations;
    for (std::size_t i = 0; i < member.configurations.size(); ++i) {
        family.first_cell.push_back(family.codes.size());
        std::array<std::uint32_t, 2> counts{};
        for (std::uint64_t cell = member.first_cell[i]; cell < member.first_cell[i + 1]; ++cell)
            counts[member.codes[cell] == missing_code ? all_missing : 0] += member.counts[cell];
        for (std::uint16_t code = 0; code < 2; ++code) {
            if (counts[code] == 0) continue;
            family.codes.push_back(code);
            family.counts.push_back(counts[code]);
        }
    }
    family.first_cell.push_back(family.codes.size());
    return family;
}

/// The family with `indicator` as its first parent: each configuration falls into the rows where the child is missing
/// and those where it isn't.
Family with_indicator(const Family& member, std::uint32_t indicator, std::uint32_t missing_code) {
    Family family;
    family.child = member.child;
    family.score = member.score;
    family.parents = {indicator};
    family.parents.insert(family.parents.end(), member.parents.begin(), member.parents.end());
    for (std::size_t i = 0; i < member.configurations.size(); ++i) {
        for (std::uint64_t missing = 0; missing < 2; ++missing) {
            const std::size_t first = family.codes.size();
            for (std::uint64_t cell = member.first_cell[i]; cell < member.first_cell[i + 1]; ++cell) {
                if ((member.codes[cell] == missing_code) != (missing == all_missing)) continue;
                family.codes.push_back(member.codes[cell]);
                family.counts.push_back(member.counts[cell]);
            }
            if (family.codes.size() == first) continue;
            family.configurations.push_back(missing + 2 * member.configurations[i]);
            family.first_cell.push_back(first);
        }
    }
    family.first_cell.push_back(family.codes.size());
    return family;
}

/// Inverse of with_indicator: of neighbouring configurations the first has the rows where the child is there, whose
/// codes come before the missing one's.
Family without_indicator(const Family& member) {
    Family family;
    family.child = member.child;
    family.score = member.score;
    family.parents.assign(member.parents.begin() + 1, member.parents.end());
    family.codes = member.codes;
    family.counts = member.counts;
    for (std::size_t i = 0; i < member.configurations.size(); ++i) {
        const std::uint64_t configuration = member.configurations[i] / 2;
        if (!family.configurations.empty() && family.configurations.back() == configuration) continue;
        family.configurations.push_back(configuration);
        family.first_cell.push_back(member.first_cell[i]);
    }
    family.first_cell.push_back(family.codes.size());
    return family;
}

ColumnModel indicator_column(const Model& model, const MissingGroup& group) {
    ColumnModel column;
    column.name = "missing:";
    for (const std::uint32_t member : group)
        column.name += (member == group.front() ? " " : ", ") + model.columns[member].name;
    column.role = Role::latent;
    column.format.type = ValueType::string;
    column.values = {"present", "missing"};
    column.value_weights = {0, 0};
    return column;
}

void add_group(Model& model, const MissingGroup& group) {
    const auto is_member = [&](const Family& family) {
        return std::find(group.begin(), group.end(), family.child) != group.end();
    };
    const auto first = std::find_if(model.families.begin(), model.families.end(), is_member);
    if (first == model.families.end()) return;
    const auto indicator = static_cast<std::uint32_t>(model.columns.size());
    ColumnModel column = indicator_column(model, group);
    column.tier = model.columns[first->child].tier;
    Family family = indicator_family(*first, indicator, *model.columns[first->child].missing_code());
    for (std::size_t cell = 0; cell < family.codes.size(); ++cell)
        column.value_weights[family.codes[cell]] += family.counts[cell];
    for (Family& member : model.families)
        if (is_member(member)) member = with_indicator(member, indicator, *model.columns[member.child].missing_code());
    model.families.insert(std::find_if(model.families.begin(), model.families.end(), is_member), std::move(family));
    for (const std::uint32_t member : group) model.columns[member].missing_with = indicator;
    model.columns.push_back(std::move(column));
}

/// The part of a holder's rows that this rank looks at; none where another replica of the table does.
RowRange share_of(std::uint64_t rows, const Placement& placement) {
    if (placement.replica() != 0) return {};
    const auto rank = static_cast<std::uint64_t>(placement.holder().rank());
    const auto ranks = static_cast<std::uint64_t>(placement.holder().size());
    const std::uint64_t first = rows * rank / ranks;
    return {first, rows * (rank + 1) / ranks - first};
}

}  // namespace

std::vector<MissingGroup> find_missing_groups(const EncodedTable& table,
                                              std::span<const std::optional<std::uint32_t>> missing_codes,
                                              const Placement& placement, int threads) {
    const RowRange share = share_of(table.rows(), placement);
    // Rows of different parts have different numbers.
    const std::uint64_t first_number = static_cast<std::uint64_t>(placement.row_part()) << 40U;
    std::vector<std::uint64_t> sums(2 * missing_codes.size() + 1);
    sums.back() = share.count;
    for (std::size_t c = 0; c < missing_codes.size(); ++c) {
        if (!missing_codes[c]) continue;
        const RowSet set = rows_with_code(table.column(c), static_cast<std::uint16_t>(*missing_codes[c]), share.first,
                                          share.count, first_number, threads);
        sums[2 * c] = set.rows;
        sums[2 * c + 1] = set.hash;
    }
    placement.world().sum_in_place(sums);
    std::vector<MissingGroup> groups;
    std::vector<RowSet> sets;
    for (std::uint32_t c = 0; c < missing_codes.size(); ++c) {
        const RowSet set{sums[2 * c], sums[2 * c + 1]};
        if (set.rows == 0 || set.rows == sums.back()) continue;
        const auto known = std::find(sets.begin(), sets.end(), set);
        if (known == sets.end()) {
            sets.push_back(set);
            groups.push_back({c});
        } else {
            groups[static_cast<std::size_t>(known - sets.begin())].push_back(c);
        }
    }
    groups.erase(std::remove_if(groups.begin(), groups.end(), [](const auto& group) { return group.size() < 2; }),
                 groups.end());
    return groups;
}

void add_missing_groups(Model& model, const std::vector<MissingGroup>& groups) {
    for (const MissingGroup& group : groups) {
        for (const Tier tier : {Tier::person, Tier::row}) {
            MissingGroup of_tier;
            for (const std::uint32_t member : group)
                if (model.columns[member].tier == tier) of_tier.push_back(member);
            if (of_tier.size() > 1) add_group(model, of_tier);
        }
    }
}

bool is_missing_indicator(const ColumnModel& column) {
    return column.role == Role::latent && column.encoding == Encoding::categorical;
}

void sum_out_missing_groups(Model& model) {
    const auto is_indicator = [&](std::uint32_t column) { return is_missing_indicator(model.columns[column]); };
    std::erase_if(model.families, [&](const Family& family) { return is_indicator(family.child); });
    for (Family& family : model.families)
        if (!family.parents.empty() && is_indicator(family.parents.front())) family = without_indicator(family);
    for (ColumnModel& column : model.columns) {
        column.missing_with.reset();
        if (is_missing_indicator(column)) column.role = Role::drop;
    }
}

}  // namespace replica
