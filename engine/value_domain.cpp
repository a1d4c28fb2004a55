#include "engine/value_domain.hpp"

namespace replica {

void ValueDomain::require_range(const ValueFormat& format, std::int64_t low, std::int64_t high) {
    format_ = format;
    low_ = low;
    high_ = high;
}

void ValueDomain::require_listed(const ValueFormat& format, const std::vector<std::string>& values) {
    listed_.emplace(values.begin(), values.end());
    for (const std::string& value : values) {
        if (const auto grid = parse_value(value, format)) listed_grid_.insert(*grid);
    }
    if (!listed_grid_.empty()) format_ = format;
}

void ValueDomain::require_readable(const std::vector<std::string>& values) {
    readable_.emplace(values.begin(), values.end());
}

Rejection ValueDomain::judge(std::string_view text) const {
    if (readable_ && !readable_->contains(text)) return Rejection::unreadable;
    std::optional<std::int64_t> grid;
    if (format_) {
        grid = parse_value(text, *format_);
        if (!grid) return Rejection::unreadable;
        if (*grid < low_ || *grid > high_) return Rejection::outside_range;
    }
    if (!listed_ || listed_->contains(text) || (grid && listed_grid_.contains(*grid))) return Rejection::none;
    return Rejection::not_listed;
}

}  // namespace replica
