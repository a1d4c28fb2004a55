#pragma once

#include "engine/calendar_model.hpp"
#include "engine/derivation.hpp"
#include "engine/key_form.hpp"
#include "engine/relation.hpp"
#include "engine/slot.hpp"
#include "engine/text_model.hpp"
#include "engine/value_format.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// What a column is to the replica.
enum class Role : std::uint8_t {
    attribute,  ///< modelled
    key,        ///< unique identifier: regenerated
    person,     ///< repeating identifier: fresh values, rows a person as in the source
    text,       ///< free text: imitated, never copied
    drop,       ///< left out of the replica
    latent,     ///< modelled, never written: what the program adds to the columns of an extract
};

/// What a column's values belong to.
enum class Tier : std::uint8_t {
    row,
    person,  ///< drawn once a person: the person column itself, what is constant within persons, rows a person
};

/// How a column's values become codes.
enum class Encoding : std::uint8_t {
    categorical,  ///< a code a kept value, rare ones pooled
    binned,       ///< a code a bin of grid values (see ValueFormat)
    presence,     ///< one code for "there is a value"; key, person and text columns
    interval,     ///< a code a bin of the interval to the columns that a rule names
    sum,          ///< one code for "it is the sum that a rule says"
    derived,      ///< one code: the value follows from another column's
};

/// Codes of a group that share one code of the column: each pattern is a code as it is, or a shape to imitate.
struct ValuePool {
    std::string label;                            ///< of the group (see groups_of)
    std::vector<Weighted<std::string>> patterns;  ///< as ColumnModel::pooled_patterns
};

/// One column of a model: its schema and its decoder.
///
/// Codes, in this order: the kept values and the pools (categorical), bins (binned, interval) or a single code
/// (presence, sum, derived); one for values without reference if has_own; one for pooled values if has_pooled; one for
/// missing if has_missing.
struct ColumnModel {
    std::string name;
    Role role = Role::attribute;
    ValueFormat format;
    Encoding encoding = Encoding::categorical;

    std::vector<std::string> values;                     ///< categorical: text of each kept value, code order
    std::vector<std::uint64_t> value_weights;            ///< categorical: rows of each kept value
    std::vector<Weighted<std::string>> pooled_patterns;  ///< shapes of pooled values: 'A' upper, 'a' lower, '9' digit,
                                                         ///< a backslash before any other byte that stands for itself

    std::vector<ValuePool> pools;  ///< categorical: groups of other values, a code each

    std::int64_t step = 1;                  ///< binned: distance of neighbouring grid values
    std::vector<std::int64_t> bin_low;      ///< binned: lowest grid value of each bin, ascending
    std::int64_t range_high = 0;            ///< binned: highest grid value of the last bin
    std::vector<std::uint32_t> first_slot;  ///< binned: bin b owns slots [first_slot[b], first_slot[b + 1])
    std::vector<Slot> slots;

    KeyForm key;                                           ///< key, person: how fresh identifiers look
    TextModel text;                                        ///< text: what is imitated
    std::vector<Weighted<std::uint32_t>> rows_per_person;  ///< person: rows a person -> persons, ascending

    Tier tier = Tier::row;
    std::uint64_t value_rows = 0;    ///< person tier: rows of the persons who have a value ...
    std::uint64_t missing_rows = 0;  ///< ... and those of them that lack it all the same

    bool has_pooled = false;
    bool has_missing = false;
    std::optional<std::uint32_t> missing_with{};  ///< the latent column that says when it and others are missing

    /// Binned dates and datetimes, where days or times are drawn: every slot of several grid values is of whole days.
    std::optional<CalendarModel> calendar;
    std::vector<std::string> zones;           ///< zoned datetimes: texts of the time zones
    std::vector<std::uint64_t> zone_weights;  ///< rows of each zone in January, then in February, ...

    std::optional<Relation> relation;      ///< interval, sum; bins and slots are of the interval then
    std::vector<ColumnModel> own;          ///< interval, sum: the column by itself, binned; the interval's target stays
                                           ///< in its range where the references do
    bool has_own = false;                  ///< some rows have a value but no references
    std::optional<Derivation> derivation;  ///< derived

    /// Kept values and pools, bins, or 1; with the code of values without reference.
    [[nodiscard]] std::uint32_t value_codes() const { return related_codes() + (has_own ? 1U : 0U); }
    /// Kept values and pools, bins, or 1.
    [[nodiscard]] std::uint32_t related_codes() const {
        switch (encoding) {
            case Encoding::categorical: return static_cast<std::uint32_t>(values.size() + pools.size());
            case Encoding::binned:
            case Encoding::interval: return static_cast<std::uint32_t>(bin_low.size());
            case Encoding::presence:
            case Encoding::sum:
            case Encoding::derived: return 1;
        }
        return 0;
    }
    /// Number of codes.
    [[nodiscard]] std::uint32_t domain_size() const {
        return value_codes() + (has_pooled ? 1U : 0U) + (has_missing ? 1U : 0U);
    }
    [[nodiscard]] std::optional<std::uint32_t> own_code() const {
        return has_own ? std::optional(related_codes()) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::uint32_t> pooled_code() const {
        return has_pooled ? std::optional(value_codes()) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::uint32_t> missing_code() const {
        return has_missing ? std::optional(value_codes() + (has_pooled ? 1U : 0U)) : std::nullopt;
    }
};

}  // namespace replica
