#pragma once

#include "engine/column_model.hpp"
#include "engine/column_profile.hpp"
#include "engine/schema.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace replica {

/// How columns become codes, where the schema doesn't say.
struct EncodingOptions {
    std::uint32_t category_threshold = 20;  ///< columns with at most so many distinct values are categorical
    std::uint32_t bins = 20;                ///< of a binned column
    std::uint32_t min_count = 5;            ///< values held by fewer persons are never written as they are
    std::uint32_t max_categories = 1000;    ///< of a categorical column; rarer ones are pooled
    Binning binning = Binning::automatic;   ///< how the bins are cut
};

/// What a column is and how it is encoded.
struct ColumnDecision {
    Role role = Role::attribute;
    Encoding encoding = Encoding::categorical;
    ValueFormat format;
    Holidays holidays;  ///< of a date or datetime, by the schema
};

/// Decides by, in this order: what `schema` says; what `known` says of a column of this name, if the data agrees;
/// the data itself:
/// - unique strings, and unique integers whose name says identifier (`*_id`, `*_nbr`, ...), are keys;
/// - identifiers by name with more than 20 % distinct values are persons, and so are columns of UUIDs and those whose
///   name says person or patient, unless they have few values;
/// - integers that are all days YYYYMMDD are dates where the name says date;
/// - strings that hardly repeat are text where they have spaces, else identifiers;
/// - the rest are attributes: categorical with few distinct values or as strings, else binned.
/// Throws InputError where the data contradicts `schema`, naming column and value.
ColumnDecision decide_column(const std::string& name, const ColumnProfile& profile, const ColumnSchema* schema,
                             const ColumnSchema* known, const EncodingOptions& options);

/// Whether the name of a column says that it identifies something.
bool is_identifier_name(std::string_view name);

/// Whether the name of a column says that it holds dates: "date" in it, or "_dt" at its end.
bool names_date(std::string_view name);

/// Whether the name of a column says that it is about the person a row belongs to.
bool names_person(std::string_view name);

}  // namespace replica
