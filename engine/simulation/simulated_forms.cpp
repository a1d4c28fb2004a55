#include "engine/simulation/simulated_forms.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

bool is_whole(double value) { return value == std::floor(value); }

WrittenType natural_type(const SimulatedColumn& spec, const Simulator::Column& column) {
    if (spec.kind == ColumnKind::pattern || column.type == ExpressionType::text) return WrittenType::text;
    if (column.type == ExpressionType::truth) return WrittenType::truth;
    if (spec.kind == ColumnKind::sequence || (spec.decimals && *spec.decimals == 0)) return WrittenType::integer;
    if (spec.kind == ColumnKind::arrivals)
        return column.arrivals->has_times() ? WrittenType::datetime : WrittenType::date;
    const bool whole =
        spec.kind == ColumnKind::law &&
        std::all_of(column.laws.begin(), column.laws.end(), [](const QuantileTable& law) {
            const auto& steps = law.law().steps;
            return steps ? std::all_of(steps->values.begin(), steps->values.end(), is_whole) : law.law().discrete;
        });
    return whole ? WrittenType::integer : WrittenType::number;
}

SimulatedForm form_of(const SimulatedColumn& spec, const Simulator::Column& column, std::uint32_t index) {
    SimulatedForm form;
    form.name = spec.name;
    form.column = index;
    form.type = spec.type;
    form.decimals = spec.decimals;
    form.is_pattern = spec.kind == ColumnKind::pattern;
    form.is_sequence = spec.kind == ColumnKind::sequence;
    form.start = spec.start;
    form.step = spec.step;
    form.pattern = spec.pattern;
    form.stream = column.draws;
    const WrittenType natural = natural_type(spec, column);
    if (form.type == WrittenType::automatic) form.type = natural;
    const bool was_number = natural == WrittenType::integer || natural == WrittenType::number ||
                            natural == WrittenType::date || natural == WrittenType::datetime;
    const bool is_number = form.type != WrittenType::truth && form.type != WrittenType::text;
    if (was_number != is_number) throw InputError(spec.place + ": its type doesn't fit its values");
    return form;
}

}  // namespace

SimulatedTableForm table_form(const SimulatedTable& spec, const std::vector<Simulator::Column>& compiled,
                              std::size_t table) {
    SimulatedTableForm form;
    form.name = spec.name;
    form.table = table;
    if (spec.fixed) {
        form.fixed = &*spec.fixed;
        return form;
    }
    for (std::uint32_t column = 0; column < spec.columns.size(); ++column)
        if (spec.columns[column].written)
            form.columns.push_back(form_of(spec.columns[column], compiled[column], column));
    if (form.columns.empty()) throw InputError(spec.place + ": no column of it is written");
    return form;
}

}  // namespace replica
