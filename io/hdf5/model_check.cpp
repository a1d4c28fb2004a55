#include "io/hdf5/calendar_layout.hpp"
#include "io/hdf5/dependence_layout.hpp"
#include "io/hdf5/fresh_layout.hpp"
#include "io/hdf5/model_layout.hpp"
#include "io/hdf5/pool_layout.hpp"
#include "io/hdf5/privacy_layout.hpp"
#include "kernels/code_column.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

void require(const bool holds, const char* what) {
    if (!holds) throw Hdf5Error(std::string("damaged: ") + what);
}

void check_bins(const ColumnModel& column) {
    require(!column.bin_low.empty() && column.step >= 1, "a binned column without bins");
    require(column.first_slot.size() == column.bin_low.size() + 1, "slots don't match bins");
    require(std::is_sorted(column.first_slot.begin(), column.first_slot.end()) && column.first_slot.front() == 0 &&
                column.first_slot.back() == column.slots.size(),
            "slots out of range");
    require(std::is_sorted(column.bin_low.begin(), column.bin_low.end()) && column.bin_low.back() <= column.range_high,
            "bins out of order");
    for (const Slot& slot : column.slots) require(slot.low <= slot.high && slot.weight > 0, "an empty slot");
}

void check_column(const ColumnModel& column) {
    require(column.values.size() == column.value_weights.size(), "weights don't match values");
    require(column.domain_size() >= 1 && column.domain_size() <= max_domain_size, "a domain out of range");
    require(column.encoding == Encoding::categorical || !column.has_pooled, "pooled values without categories");
    const bool is_modelled = column.role == Role::attribute || column.role == Role::latent;
    require(is_modelled != (column.encoding == Encoding::presence), "a role without its encoding");
    check_pools(column);
    check_fresh(column);
    require(column.missing_rows <= column.value_rows, "more missing values than rows");
    require(!column.missing_with || column.has_missing, "a group of missing values without any");
    const bool related = column.encoding == Encoding::interval && !column.bin_low.empty();
    if (column.encoding == Encoding::binned || related) check_bins(column);
    for (const ColumnModel& own : column.own) check_column(own);
    check_calendar(column);
    for (const auto& [rows, persons] : column.rows_per_person)
        require(rows > 0 && persons > 0, "a person without rows");
    require(column.role != Role::person || !column.rows_per_person.empty() || column.has_missing,
            "a person column without persons");
}

// Product of the parents' domains, at most 2^64 - 1.
double configurations(const Model& model, const Family& family) {
    double product = 1;
    for (const auto parent : family.parents) product *= model.columns[parent].domain_size();
    return product;
}

void check_family(const Model& model, const Family& family, std::vector<bool>& placed) {
    require(family.child < model.columns.size() && !placed[family.child], "a family's column");
    for (const auto parent : family.parents) require(parent < placed.size() && placed[parent], "a family's parents");
    placed[family.child] = true;
    require(family.first_cell.size() == family.configurations.size() + 1 && family.first_cell.front() == 0 &&
                family.first_cell.back() == family.codes.size() && family.codes.size() == family.counts.size(),
            "a family's table");
    require(std::is_sorted(family.first_cell.begin(), family.first_cell.end()), "a family's cells");
    require(std::is_sorted(family.configurations.begin(), family.configurations.end()) &&
                (family.configurations.empty() ||
                 static_cast<double>(family.configurations.back()) < configurations(model, family)),
            "a family's configurations");
    const std::uint32_t domain = model.columns[family.child].domain_size();
    require(std::all_of(family.codes.begin(), family.codes.end(), [&](auto code) { return code < domain; }),
            "a family's codes");
    require(std::all_of(family.counts.begin(), family.counts.end(), [](auto count) { return count > 0; }),
            "a family's counts");
}

// The rest is checked where it is drawn from.
void check_copula(const Model& model) {
    require((model.mode == Mode::copula) == model.copula.has_value(), "a mode without its copula");
    if (!model.copula) return;
    const std::size_t size = model.copula->variables.size();
    require(model.copula->factor.size() == size * (size + 1) / 2, "a copula's factor");
    require(std::all_of(model.copula->factor.begin(), model.copula->factor.end(),
                        [](double weight) { return std::abs(weight) <= 1e3; }),
            "a copula's weights");
    for (const Family& family : model.families) require(family.parents.empty(), "a copula with parents");
}

}  // namespace

void check_model(const Model& model) {
    require(!model.columns.empty(), "no columns");
    for (const ColumnModel& column : model.columns) check_column(column);
    check_dependences(model);
    check_pool(model);
    check_copula(model);
    std::vector<bool> placed(model.columns.size());
    for (const Family& family : model.families) check_family(model, family, placed);
}

}  // namespace replica
