#pragma once

#include "engine/column_profile.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// What a column's name says about whom its values point to.
enum class NameKind : std::uint8_t {
    other,
    direct,      ///< a name, address, telephone or account number, ...
    identifier,  ///< a number of a person, visit, ...
    postcode,
    place,  ///< smaller than a state: street, city, county
    age,
};

/// By the words of the name: "Patient_Last_Name" is direct.
NameKind kind_of_name(std::string_view name);

/// What the values of a column look like: "e-mail addresses", "telephone numbers", "social security numbers"; nothing
/// where at most half of the distinct ones do.
std::optional<std::string> look_of(const DistinctValues& values);

/// Columns that identify people although no rule treats them, a sentence each: direct identifiers by name or look, and
/// those of which at least 90 % of the rows have a value of their own. treated: by column.
std::vector<std::string> untreated_identifiers(const std::vector<std::string>& names,
                                               const std::vector<ColumnProfile>& profiles,
                                               const std::vector<bool>& treated);

}  // namespace replica
