#pragma once

#include "engine/column_profile.hpp"
#include "io/deidentify/treatment.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace replica {

/// Reads rules: TOML, a table [[rule]] a rule, in the order that they are applied. `treatment` and `columns` (or
/// `column`) say what is done to what, `as` renames; others by treatment:
///
///     keep         values = ["Male", "Female"]
///     brackets     lower = [0, 18, 25]
///     top, bottom  limit = 89, label = "90+"
///     shift        person = "person_id", days = 365
///     truncate     to = "month" or "year"
///     zip3         small_areas = ["036", ...]; those of the 2010 census with at most 20,000 people where not given
///     hours        from = [0, 8, 16]
///     lookup       table = "wards.csv", key = "ward", value = "kind", other = "other"
///     round        to = 5
///     generalise   hierarchy = "icd10", level = 1
///     small-cells  k = 11, action = "suppress" or "blank"
///
/// Throws InputError naming file, line and what is allowed.
std::vector<DeidentifyRule> read_rules(const std::filesystem::path& path);

/// A ready set for columns of these names: "tutorial", "hipaa-safe-harbor" or "limited-data-set"; throws InputError
/// for another name. Rules are for the columns that are there, found by the usual names; dates by their values.
std::vector<DeidentifyRule> rule_set(const std::string& name, const std::vector<std::string>& columns,
                                     const std::vector<ColumnProfile>& profiles);

}  // namespace replica
