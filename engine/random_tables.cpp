#include "engine/random_tables.hpp"

#include "engine/code_weights.hpp"
#include "engine/network_check.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr double whole_count = 1U << 30U;

Family even_family(std::uint32_t column, const std::vector<std::uint64_t>& weights) {
    double total = 0;
    for (const std::uint64_t weight : weights) total += static_cast<double>(weight);
    Family family;
    family.child = column;
    family.configurations = {0};
    for (std::size_t code = 0; code < weights.size(); ++code) {
        if (weights[code] == 0) continue;
        const double share = static_cast<double>(weights[code]) / total;
        family.codes.push_back(static_cast<std::uint16_t>(code));
        family.counts.push_back(static_cast<std::uint32_t>(std::max(1.0, std::round(whole_count * share))));
    }
    family.first_cell = {0, family.codes.size()};
    return family;
}

}  // namespace

void tabulate_random_mode(Model& model) {
    if (model.mode != Mode::random) return;
    model.mode = Mode::independent;
    model.families.clear();
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) {
        ColumnModel& column = model.columns[c];
        if (has_choice(column)) model.families.push_back(even_family(c, random_mode_weights(column)));
        column.missing_rows = 0;
        if (column.role == Role::latent) continue;  // rows a person are drawn from slots in every mode
        column.slots.clear();
        column.first_slot.clear();
    }
}

}  // namespace replica
