#include "engine/relation.hpp"

#include <limits>

namespace replica {
namespace {

// Products of two 64-bit numbers need more than 64 bits.
__extension__ using Wide = __int128;

std::optional<std::int64_t> narrow(Wide value) {
    if (value < std::numeric_limits<std::int64_t>::min() || value > std::numeric_limits<std::int64_t>::max())
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

Wide floor_divide(Wide value, Wide divisor) {
    const Wide quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

std::optional<std::int64_t> sum_of(const Relation& relation, std::span<const std::optional<std::int64_t>> grids) {
    Wide sum = 0;
    for (const Reference& reference : relation.references) {
        const auto& grid = grids[reference.column];
        const auto value = grid ? on_target_grid(reference, *grid) : std::nullopt;
        if (!value) return std::nullopt;
        sum += *value;
    }
    return narrow(sum);
}

// The largest of the values that are there, of what lies below them the smallest.
std::optional<std::int64_t> extreme_of(const std::vector<Reference>& references, RelationKind kind,
                                       std::span<const std::optional<std::int64_t>> grids) {
    std::optional<std::int64_t> extreme;
    for (const Reference& reference : references) {
        const auto& grid = grids[reference.column];
        const auto value = grid ? on_target_grid(reference, *grid) : std::nullopt;
        if (!value) continue;
        if (!extreme || (kind == RelationKind::above ? *value > *extreme : *value < *extreme)) extreme = value;
    }
    return extreme;
}

}  // namespace

std::optional<std::int64_t> on_target_grid(const Reference& reference, std::int64_t value) {
    const Wide scaled = Wide{value} * reference.multiplier + reference.addend;
    return narrow(floor_divide(scaled, reference.divisor) + reference.shift);
}

std::optional<std::int64_t> base_of(const Relation& relation, std::span<const std::optional<std::int64_t>> grids) {
    if (relation.kind == RelationKind::sum) return sum_of(relation, grids);
    return extreme_of(relation.references, relation.kind, grids);
}

std::optional<std::int64_t> cap_of(const Relation& relation, std::span<const std::optional<std::int64_t>> grids) {
    return extreme_of(relation.caps, RelationKind::below, grids);
}

std::optional<std::int64_t> interval_of(RelationKind kind, std::int64_t base, std::int64_t target) {
    return narrow(kind == RelationKind::below ? Wide{base} - target : Wide{target} - base);
}

std::optional<std::int64_t> target_of(RelationKind kind, std::int64_t base, std::int64_t interval) {
    return narrow(kind == RelationKind::below ? Wide{base} - interval : Wide{base} + interval);
}

}  // namespace replica
