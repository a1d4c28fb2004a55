#include "engine/random_tables.hpp"

#include "engine/code_weights.hpp"
#include "engine/marginal_family.hpp"
#include "engine/network_check.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

std::vector<double> even_weights(const ColumnModel& column) {
    const std::vector<std::uint64_t> weights = random_mode_weights(column);
    return {weights.begin(), weights.end()};
}

}  // namespace

void tabulate_random_mode(Model& model) {
    if (model.mode != Mode::random) return;
    model.mode = Mode::independent;
    model.families.clear();
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) {
        ColumnModel& column = model.columns[c];
        if (has_choice(column)) model.families.push_back(marginal_family(c, even_weights(column)));
        column.missing_rows = 0;
        if (column.role == Role::latent) continue;  // rows a person are drawn from slots in every mode
        column.slots.clear();
        column.first_slot.clear();
    }
}

}  // namespace replica
