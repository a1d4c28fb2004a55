#include "engine/reference_grid.hpp"

#include "engine/date_text.hpp"
#include "engine/number_text.hpp"

namespace replica {
namespace {

std::int64_t power(std::uint32_t exponent) { return static_cast<std::int64_t>(powers_of_ten[exponent]); }

Reference scaled_reference(std::uint32_t column, const ValueFormat& from, const ValueFormat& to, RuleKind kind,
                           Side side) {
    Reference reference{.column = column};
    const std::uint32_t source = decimals_of(from);
    const std::uint32_t target = decimals_of(to);
    if (target >= source) {
        reference.multiplier = power(target - source);
    } else {
        reference.divisor = power(source - target);
        const bool upwards = side == Side::below ? kind == RuleKind::at_most : kind == RuleKind::less;
        if (upwards) reference.addend = reference.divisor - 1;
    }
    if (kind == RuleKind::less) reference.shift = side == Side::below ? 1 : -1;
    return reference;
}

Reference day_reference(std::uint32_t column, const ValueFormat& from, const ValueFormat& to, RuleKind kind,
                        Side side) {
    Reference reference{.column = column};
    if (to.type == ValueType::date) {
        reference.divisor = seconds_per_day * power(from.decimals);
        if (kind == RuleKind::less) reference.shift = side == Side::below ? 1 : -1;
        return reference;
    }
    const std::int64_t day = seconds_per_day * power(to.decimals);
    reference.multiplier = day;
    if (side == Side::below && kind == RuleKind::less) reference.shift = day;
    if (side == Side::above) reference.shift = kind == RuleKind::less ? -1 : day - 1;
    return reference;
}

}  // namespace

bool is_number(const ValueFormat& format) {
    return format.type == ValueType::integer || format.type == ValueType::decimal;
}

bool is_date(const ValueFormat& format) { return format.type == ValueType::date || format.type == ValueType::datetime; }

std::uint32_t decimals_of(const ValueFormat& format) {
    return format.type == ValueType::integer || format.type == ValueType::date ? 0 : format.decimals;
}

Reference reference_to(std::uint32_t column, const ValueFormat& from, const ValueFormat& to, RuleKind kind, Side side) {
    const bool by_day = is_date(from) && is_date(to) && from.type != to.type;
    return by_day ? day_reference(column, from, to, kind, side) : scaled_reference(column, from, to, kind, side);
}

}  // namespace replica
