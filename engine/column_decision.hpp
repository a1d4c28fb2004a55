#pragma once

#include "engine/column_model.hpp"
#include "engine/column_profile.hpp"
#include "engine/schema.hpp"
#include "engine/value_domain.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace replica {

/// What becomes of free text.
enum class TextPolicy : std::uint8_t { imitate, drop };

/// How columns become codes, where the schema doesn't say.
struct EncodingOptions {
    std::uint32_t category_threshold = 20;  ///< columns with at most so many distinct values are categorical
    std::uint32_t bins = 20;                ///< of a binned column
    std::uint32_t min_count = 5;            ///< values held by fewer persons are never written as they are
    std::uint32_t max_categories = 0;       ///< codes of a categorical column, rarer values being pooled; 0: by rows
    Binning binning = Binning::automatic;   ///< how the bins are cut
    TextPolicy text = TextPolicy::imitate;
};

/// What a column is and how it is encoded.
struct ColumnDecision {
    Role role = Role::attribute;
    Encoding encoding = Encoding::categorical;
    ValueFormat format;
    Holidays holidays;           ///< of a date or datetime, by the schema
    ValueDomain domain;          ///< values outside are treated as missing
    std::uint64_t rejected = 0;  ///< rows that hold such values, once they were counted
};

/// Decides by, in this order: what `schema` says; what `known` says of a column of this name, if the data agrees;
/// the data itself:
/// - unique strings, and unique integers whose name says identifier (`*_id`, `*_nbr`, ...), are keys;
/// - identifiers by name with more than 20 % distinct values are persons, and so are columns of UUIDs, whatever is
///   known of the name, and those whose
///   name says person or patient, unless they have few values;
/// - integers that are all days YYYYMMDD are dates where the name says date;
/// - strings that hardly repeat are text where they have spaces, else identifiers;
/// - the rest are attributes: categorical with few distinct values or as strings, else binned.
/// Where some values contradict the schema's type, range or values (those that nobody declared, being drafted from
/// data, have no range or values to contradict), or are none of the dates that at least 95 % of the rows hold, the
/// decision's domain rejects them. Throws InputError where no value is of the schema's type, naming column and value.
ColumnDecision decide_column(const std::string& name, const ColumnProfile& profile, const ColumnSchema* schema,
                             const ColumnSchema* known, const EncodingOptions& options);

/// A value for a sentence: at most 60 bytes and three dots, on one line.
std::string excerpt(std::string_view text);

/// Whether the name of a column says that it identifies something.
bool is_identifier_name(std::string_view name);

/// Whether the name of a column says that it holds dates: "date" in it, or "_dt" at its end.
bool names_date(std::string_view name);

/// Whether the name of a column says that it is about the person a row belongs to.
bool names_person(std::string_view name);

}  // namespace replica
