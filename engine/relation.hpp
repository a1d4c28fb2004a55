#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// A column that another one, the target, is encoded relative to, and what its grid values are on the target's grid:
/// floor((value · multiplier + addend) / divisor) + shift.
struct Reference {
    std::uint32_t column = 0;
    std::int64_t multiplier = 1;
    std::int64_t addend = 0;
    std::int64_t divisor = 1;
    std::int64_t shift = 0;

    friend bool operator==(const Reference&, const Reference&) = default;
};

/// How a target follows from its references.
enum class RelationKind : std::uint8_t {
    above,  ///< target = max of the references that are there + interval
    below,  ///< target = min of the references that are there - interval
    sum,    ///< target = sum of all references
};

/// What rules say of one column.
struct Relation {
    RelationKind kind = RelationKind::above;
    std::vector<Reference> references;
    std::vector<Reference> caps;     ///< kind above: columns that the target doesn't exceed either
    std::vector<std::string> rules;  ///< as they are written

    friend bool operator==(const Relation&, const Relation&) = default;
};

/// A reference's grid value on the target's grid; nothing where that doesn't fit 64 bits.
std::optional<std::int64_t> on_target_grid(const Reference& reference, std::int64_t value);

/// The value that a target is relative to: of `grids`, by column of the extract or model, those of the references.
/// Nothing where it isn't there: no reference is, or for a sum one isn't, or it doesn't fit 64 bits.
std::optional<std::int64_t> base_of(const Relation& relation, std::span<const std::optional<std::int64_t>> grids);

/// The largest value that caps leave a target; nothing where none is there.
std::optional<std::int64_t> cap_of(const Relation& relation, std::span<const std::optional<std::int64_t>> grids);

/// The interval of a target with this base, and the target with this interval, for kinds above and below; nothing where
/// it doesn't fit 64 bits.
std::optional<std::int64_t> interval_of(RelationKind kind, std::int64_t base, std::int64_t target);
std::optional<std::int64_t> target_of(RelationKind kind, std::int64_t base, std::int64_t interval);

}  // namespace replica
