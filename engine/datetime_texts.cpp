#include "engine/datetime_texts.hpp"

#include "engine/calendar_model.hpp"
#include "engine/date_text.hpp"
#include "engine/number_text.hpp"
#include "engine/time_text.hpp"

#include <algorithm>
#include <cstring>

namespace replica {

namespace {

constexpr std::int64_t most_days = 16384;  // 256 KiB

}  // namespace

DatetimeTexts::DatetimeTexts(const ValueFormat& format, std::int64_t first_day, std::int64_t last_day)
    : format_(format),
      values_of_day_(grid_values_of_day(format)),
      scale_(static_cast<std::int64_t>(powers_of_ten[format.decimals])),
      first_day_(first_day) {
    std::string text;
    for (std::int64_t day = first_day; last_day - first_day < most_days && day <= last_day; ++day) {
        text.clear();
        append_date(day, format, text);
        days_.push_back(text_of(text));
        days_.back().month = static_cast<std::uint8_t>(civil_from_days(day).month - 1);
    }
    ValueFormat no_seconds = format;
    no_seconds.seconds = false;
    for (std::uint32_t minute = 0; minute < minutes_per_day; ++minute) {
        text.clear();
        append_clock(60 * minute, no_seconds, text);
        if (!format.seconds) append_time_end(60 * minute, format, text);
        minutes_.push_back(text_of(text));
    }
}

DatetimeTexts::Text DatetimeTexts::text_of(std::string_view text) {
    Text copy;
    std::copy(text.begin(), text.end(), copy.bytes.begin());
    copy.size = static_cast<std::uint8_t>(text.size());
    return copy;
}

const DatetimeTexts::Text* DatetimeTexts::find_day(std::int64_t day) const {
    const std::uint64_t index = static_cast<std::uint64_t>(day) - static_cast<std::uint64_t>(first_day_);
    return index < days_.size() ? &days_[index] : nullptr;
}

void DatetimeTexts::append(std::int64_t grid, std::string& out) const {
    const std::int64_t day = day_of(grid, values_of_day_);
    const auto past_midnight = static_cast<std::uint64_t>(grid - day * values_of_day_);
    const auto scale = static_cast<std::uint64_t>(scale_);
    const auto second = static_cast<std::uint32_t>(past_midnight / scale);
    const Text* date = find_day(day);
    if (date == nullptr) return append_value(grid, format_, out);
    // Whole texts are copied, since their sizes are known to the compiler; what is behind them is written over.
    std::array<char, 2 * sizeof(Text::bytes) + 3> buffer;
    const Text& minute = minutes_[second / 60];
    std::memcpy(buffer.data(), date->bytes.data(), date->bytes.size());
    std::memcpy(buffer.data() + date->size, minute.bytes.data(), minute.bytes.size());
    std::size_t size = std::size_t{date->size} + minute.size;
    if (format_.seconds) {
        const std::uint32_t seconds = second % 60;
        buffer[size++] = ':';
        buffer[size++] = static_cast<char>('0' + seconds / 10);
        buffer[size++] = static_cast<char>('0' + seconds % 10);
    }
    out.append(buffer.data(), size);
    if (!format_.seconds) return;
    if (format_.decimals > 0) append_fraction(past_midnight - second * scale, format_, out);
    append_time_end(second, format_, out);
}

std::uint32_t DatetimeTexts::month_of(std::int64_t grid) const {
    const std::int64_t day = day_of(grid, values_of_day_);
    const Text* text = find_day(day);
    return text != nullptr ? text->month : civil_from_days(day).month - 1;
}

}  // namespace replica
