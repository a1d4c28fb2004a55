#include "engine/missing_policy.hpp"

#include "engine/error.hpp"
#include "engine/missing_groups.hpp"

#include <charconv>
#include <utility>

namespace replica {
namespace {

bool is_identifier(const ColumnModel& column) {
    return column.role == Role::key || column.role == Role::person || column.role == Role::latent ||
           column.role == Role::drop;
}

// The family given that its child is there.
Family given_present(const Family& family, std::uint32_t missing) {
    Family present = family;
    present.configurations.clear();
    present.first_cell.clear();
    present.codes.clear();
    present.counts.clear();
    for (std::size_t i = 0; i < family.configurations.size(); ++i) {
        const std::size_t begin = present.codes.size();
        for (std::size_t cell = family.first_cell[i]; cell < family.first_cell[i + 1]; ++cell) {
            if (family.codes[cell] == missing) continue;
            present.codes.push_back(family.codes[cell]);
            present.counts.push_back(family.counts[cell]);
        }
        if (present.codes.size() == begin) continue;
        present.configurations.push_back(family.configurations[i]);
        present.first_cell.push_back(begin);
    }
    present.first_cell.push_back(present.codes.size());
    return present;
}

// A configuration's number after the parents' domains have grown.
std::uint64_t renumbered(std::uint64_t configuration, const std::vector<std::uint32_t>& parents,
                         const std::vector<std::uint32_t>& before, const std::vector<ColumnModel>& columns) {
    std::uint64_t number = 0;
    std::uint64_t stride = 1;
    for (const std::uint32_t parent : parents) {
        number += stride * (configuration % before[parent]);
        configuration /= before[parent];
        stride *= columns[parent].domain_size();
    }
    return number;
}

// Every column that isn't an identifier may be missing; those that had one code get a table of it.
void add_missing_codes(Model& model) {
    std::vector<std::uint32_t> before;
    for (const ColumnModel& column : model.columns) before.push_back(column.domain_size());
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) {
        ColumnModel& column = model.columns[c];
        if (is_identifier(column) || column.has_missing) continue;
        column.has_missing = true;
        if (before[c] == 1) model.families.push_back({c, {}, {0}, {0, 1}, {0}, {1}, 0});
    }
    // Digits stay in their order, so the numbers stay ascending.
    for (Family& family : model.families)
        for (std::uint64_t& configuration : family.configurations)
            configuration = renumbered(configuration, family.parents, before, model.columns);
}

}  // namespace

MissingPolicy missing_policy(const std::string& text) {
    if (text == "source") return {};
    if (text == "none") return {false, 0};
    const bool percent = text.ends_with('%');
    const char* const end = text.data() + text.size() - (percent ? 1 : 0);
    double rate = 0;
    const auto [at, error] = std::from_chars(text.data(), end, rate);
    if (percent) rate /= 100;
    if (error != std::errc{} || at != end || !(rate >= 0 && rate <= 1))
        throw InputError("--missing " + text + " is neither source, none nor a rate such as 0.2 or 20%");
    return {false, rate};
}

std::vector<std::string> apply(const MissingPolicy& policy, Model& model) {
    std::vector<std::string> always_missing;
    if (policy.as_in_source) return always_missing;
    for (Family& family : model.families) {
        ColumnModel& child = model.columns[family.child];
        // What says that a group is missing must say that it is there.
        const auto missing = is_missing_indicator(child) ? std::optional<std::uint32_t>(1) : child.missing_code();
        if (!missing) continue;
        Family present = given_present(family, *missing);
        if (present.configurations.empty()) {
            if (!is_missing_indicator(child)) always_missing.push_back(child.name);
        } else {
            family = std::move(present);
        }
        child.missing_rows = 0;
    }
    for (const ColumnModel& column : model.columns)
        if (column.role != Role::drop && column.domain_size() == 1 && column.has_missing)
            always_missing.push_back(column.name);
    if (policy.rate > 0) {
        add_missing_codes(model);
        model.missing_rate = policy.rate;
    }
    return always_missing;
}

}  // namespace replica
