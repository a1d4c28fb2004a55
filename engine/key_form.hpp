#pragma once

#include "engine/distinct_values.hpp"
#include "engine/value_format.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace replica {

/// How the identifiers of a column look.
enum class KeyStyle : std::uint8_t {
    integer,  ///< 1, 2, 3, ...
    prefix,   ///< the same behind a prefix, with leading zeros up to a width
    uuid,     ///< random UUIDs of version 4 (RFC 9562, 5.4)
    ssn,      ///< social security numbers that were never given to anyone
};

/// What fresh identifiers of a column look like. Of the source it holds what all its identifiers share, and no number.
struct KeyForm {
    KeyStyle style = KeyStyle::integer;
    std::string prefix;       ///< prefix: before the number; ssn: between its three parts
    std::uint32_t width = 0;  ///< prefix: digits at least
    bool upper = false;       ///< uuid: in upper-case letters
    friend bool operator==(const KeyForm&, const KeyForm&) = default;
};

/// The form of the identifiers `values` of a column `name`: UUIDs and social security numbers (AAA-GG-SSSS, or nine
/// digits where the name says so) where all are; a number where `format` is integer; else the prefix that all share
/// before their digits, as wide as the narrowest of them if all are equally wide or some have leading zeros. Without
/// such a prefix, or with fewer than 2 min_count values, it is the column's name and a hyphen. `declared` overrules the
/// style.
KeyForm find_key_form(const std::string& name, const DistinctValues& values, const ValueFormat& format,
                      std::uint32_t min_count, std::optional<KeyStyle> declared);

/// Numbers 1, 2, ..., key_capacity(form) have different identifiers.
std::uint64_t key_capacity(const KeyForm& form);

/// Appends identifier `number`, from 1 on. UUIDs are words 2 number and 2 number + 1 of `stream` under `seed`.
///
/// Social security numbers with area 666 or 000, with group 00 or with serial 0000 are never assigned (Social Security
/// Administration, "Social Security Number Randomization", 2011; areas 900 to 999 are left to taxpayer numbers). They
/// come in this order: areas 666 and 000, then group 00 of areas 001 to 899.
void append_key(const KeyForm& form, std::uint64_t number, std::uint64_t seed, std::uint64_t stream, std::string& out);

}  // namespace replica
