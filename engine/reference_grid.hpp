#pragma once

#include "engine/relation.hpp"
#include "engine/rules.hpp"
#include "engine/value_format.hpp"

#include <cstdint>

namespace replica {

/// Where a reference lies as seen from the target.
enum class Side : std::uint8_t { below, above };

bool is_number(const ValueFormat& format);
bool is_date(const ValueFormat& format);
/// Digits after the point, of the seconds for a datetime.
std::uint32_t decimals_of(const ValueFormat& format);

/// What `column` of format `from` is on the grid of a target of format `to`, so that the target is never beyond the
/// reference where, and only where, the rule holds. A date and a datetime are compared by the day; numbers exactly: one
/// with more digits than the target is rounded to where the order stays exact. A strict order is shifted by one step,
/// or by a day.
Reference reference_to(std::uint32_t column, const ValueFormat& from, const ValueFormat& to, RuleKind kind, Side side);

}  // namespace replica
