#pragma once

#include "engine/code_hierarchy.hpp"
#include "engine/column_model.hpp"
#include "engine/holidays.hpp"
#include "engine/rules.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// How the bins of a column are cut: equally wide, by quantiles of its values, or whichever of the two suits them.
enum class Binning : std::uint8_t { equal, quantile, automatic };

/// What a person declares of a column, or what a draft proposes; what is absent is found from the data.
struct ColumnSchema {
    std::string name{};
    std::optional<ValueType> type{};
    std::optional<Role> role{};
    std::optional<bool> categorical{};
    std::optional<std::string> range_low{};   ///< public domain of a number or date, as text (see parse_bound);
    std::optional<std::string> range_high{};  ///< both ends or none
    std::optional<std::uint32_t> bins{};      ///< number of bins
    std::vector<std::string> brackets{};      ///< lower ends of explicit bins, as text, ascending; excludes bins
    std::optional<bool> per_person{};         ///< whether it is constant within a person
    std::optional<bool> missing{};            ///< whether values may be missing
    std::vector<std::string> values{};        ///< public domain of a categorical column, distinct
    bool from_data = false;                   ///< drafted from data: nobody has declared it public
    std::optional<Binning> binning{};         ///< not with brackets
    std::optional<Hierarchy> hierarchy{};     ///< by which rare codes of a column of texts are pooled
    std::optional<KeyStyle> key_style{};      ///< of a key or person
    Holidays holidays{};                      ///< of a date or datetime

    friend bool operator==(const ColumnSchema&, const ColumnSchema&) = default;
};

/// A column that is to be made from another one: by hours or by a look-up table.
struct DerivedSchema {
    std::string name{};
    std::string from{};
    std::vector<std::uint32_t> hours{};  ///< lower ends of ranges of hours, ascending from 0
    std::string table{};                 ///< path of a CSV file
    std::string key{};                   ///< its column with values of `from`
    std::string value{};                 ///< its column with values of this column
    bool prefix = false;                 ///< keys are beginnings, of which the longest counts

    friend bool operator==(const DerivedSchema&, const DerivedSchema&) = default;
};

struct Schema {
    std::vector<ColumnSchema> columns;
    std::vector<DerivedSchema> derived{};
    std::vector<Rule> rules{};

    friend bool operator==(const Schema&, const Schema&) = default;
};

/// The name that a schema file has for a type: integer, float, string, boolean, date, datetime.
std::string_view name_of(ValueType type);

/// attribute, key, person, text, drop; latent, which no schema may say.
std::string_view name_of(Role role);

/// equal, quantile, auto.
std::string_view name_of(Binning binning);

/// none, icd9, icd10, ndc, zip, postcode, prefix.
std::string_view name_of(Hierarchy hierarchy);

/// integer, prefix, uuid, ssn.
std::string_view name_of(KeyStyle style);

/// Inverses of name_of; nothing for other text.
std::optional<ValueType> value_type_named(std::string_view name);
std::optional<Role> role_named(std::string_view name);
std::optional<Binning> binning_named(std::string_view name);
std::optional<Hierarchy> hierarchy_named(std::string_view name);
std::optional<KeyStyle> key_style_named(std::string_view name);

/// All names in order, as "integer, float, ...", to tell what is allowed.
std::string value_type_names();
std::string role_names();
std::string hierarchy_names();
std::string binning_names();
std::string key_style_names();

/// The grid value of a range's end or a bracket in a column of `format`: text in the column's own format, or a date
/// YYYY-MM-DD (midnight in a datetime column), or a datetime YYYY-MM-DD HH:MM:SS, whatever the column's look.
std::optional<std::int64_t> parse_bound(std::string_view text, const ValueFormat& format);

/// The same for the upper end of a range: a date is the last moment of its day in a datetime column.
std::optional<std::int64_t> parse_upper_bound(std::string_view text, const ValueFormat& format);

}  // namespace replica
