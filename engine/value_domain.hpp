#pragma once

#include "engine/value_format.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Why a value isn't taken as it is.
enum class Rejection : std::uint8_t {
    none,           ///< it is
    unreadable,     ///< no value of the column's type
    outside_range,  ///< outside the schema's `range`
    not_listed,     ///< not one of the schema's `values`
    unmatched,      ///< a look-up table has no entry for it
};

/// The values that a column may hold. A value outside is treated as missing, or refused.
class ValueDomain {
public:
    /// Values must be readable by `format`, which has a grid.
    void require_format(const ValueFormat& format) { format_ = format; }
    /// Values must be readable by `format` and lie in [low, high] on its grid.
    void require_range(const ValueFormat& format, std::int64_t low, std::int64_t high);
    /// Values must be among `values`: the same text, or where `format` has a grid the same grid value.
    void require_listed(const ValueFormat& format, const std::vector<std::string>& values);
    /// Values must be among `values` to be of the column's type at all.
    void require_readable(const std::vector<std::string>& values);

    /// Whether there are values that it rejects.
    [[nodiscard]] bool limited() const { return format_ || listed_ || readable_; }
    [[nodiscard]] Rejection judge(std::string_view text) const;
    [[nodiscard]] bool rejects(std::string_view text) const { return limited() && judge(text) != Rejection::none; }

private:
    using Texts = std::set<std::string, std::less<>>;

    std::optional<ValueFormat> format_;
    std::int64_t low_ = std::numeric_limits<std::int64_t>::min();
    std::int64_t high_ = std::numeric_limits<std::int64_t>::max();
    std::optional<Texts> readable_;
    std::optional<Texts> listed_;
    std::set<std::int64_t> listed_grid_;
};

}  // namespace replica
