#include "engine/network_check.hpp"

#include "engine/error.hpp"
#include "engine/family_cells.hpp"

namespace replica {

bool has_choice(const ColumnModel& column) { return column.role != Role::drop && column.domain_size() > 1; }

void check_network(const Model& model) {
    std::vector<bool> known(model.columns.size(), false);
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) known[c] = !has_choice(model.columns[c]);
    const auto damaged = [&](std::uint32_t column, const std::string& what) {
        throw InputError("the model is damaged: column '" + model.columns[column].name + "' " + what +
                         "; describe the data again");
    };
    for (const Family& family : model.families) {
        check_family(family, model.columns);
        if (known[family.child]) damaged(family.child, "has two tables, or one that it doesn't need");
        for (const std::uint32_t parent : family.parents)
            if (!known[parent] || !has_choice(model.columns[parent])) damaged(family.child, "comes before its parent");
        known[family.child] = true;
    }
    for (std::uint32_t c = 0; c < model.columns.size(); ++c)
        if (!known[c]) damaged(c, "has no table");
}

}  // namespace replica
