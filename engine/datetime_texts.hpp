#pragma once

#include "engine/value_format.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Writes the datetimes of a column as append_value does, faster: texts of its days and of the minutes of a day are
/// made once.
class DatetimeTexts {
public:
    DatetimeTexts() = default;
    /// Prepares the days first_day to last_day if they are few enough; others are written all the same.
    DatetimeTexts(const ValueFormat& format, std::int64_t first_day, std::int64_t last_day);

    /// Appends what append_value(grid, format, out) would.
    void append(std::int64_t grid, std::string& out) const;

    /// Month of a grid value: 0 for January to 11.
    [[nodiscard]] std::uint32_t month_of(std::int64_t grid) const;

private:
    struct Text {
        std::array<char, 14> bytes{};
        std::uint8_t size = 0;
        std::uint8_t month = 0;  ///< of a day

        [[nodiscard]] std::string_view view() const { return {bytes.data(), size}; }
    };

    static Text text_of(std::string_view text);
    [[nodiscard]] const Text* find_day(std::int64_t day) const;

    ValueFormat format_;
    std::int64_t values_of_day_ = 1;
    std::int64_t scale_ = 1;  ///< grid values of a second
    std::int64_t first_day_ = 0;
    std::vector<Text> days_;
    std::vector<Text> minutes_;  ///< with what stands before the hour, and AM or PM where there are no seconds
};

}  // namespace replica
