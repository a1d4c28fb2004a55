#include "io/parquet/typed_columns.hpp"

#include "engine/value_format.hpp"

#include <charconv>
#include <optional>

namespace replica {
namespace {

template <typename Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> truth(std::string_view text) {
    if (text == "true") return 1;
    if (text == "false") return 0;
    return std::nullopt;
}

std::optional<std::int64_t> days(std::string_view text) {
    ValueFormat format;
    format.type = ValueType::date;
    return parse_value(text, format);
}

std::optional<std::int64_t> microseconds(std::string_view text) {
    ValueFormat format;
    format.type = ValueType::datetime;
    format.decimals = 6;
    return parse_value(text, format);
}

bool is_real(SqlType type) { return type == SqlType::decimal || type == SqlType::real; }
bool is_text(SqlType type) { return type == SqlType::text || type == SqlType::time; }

std::optional<std::int64_t> whole_value(std::string_view text, SqlType type) {
    switch (type) {
        case SqlType::boolean: return truth(text);
        case SqlType::date: return days(text);
        case SqlType::timestamp: return microseconds(text);
        default: return number<std::int64_t>(text);
    }
}

}  // namespace

void TypedColumn::clear() {
    missing.clear();
    whole.clear();
    real.clear();
    text.clear();
    text_ends.clear();
}

void TypedColumn::append_missing(SqlType type) {
    missing.push_back(1);
    if (is_text(type)) return text_ends.push_back(text.size());
    if (is_real(type)) return real.push_back(0);
    whole.push_back(0);
}

bool TypedColumn::append(std::string_view value, SqlType type) {
    if (is_text(type)) {
        text += value;
        text_ends.push_back(text.size());
    } else if (is_real(type)) {
        const auto found = number<double>(value);
        if (!found) return false;
        real.push_back(*found);
    } else {
        const auto found = whole_value(value, type);
        if (!found) return false;
        whole.push_back(*found);
    }
    missing.push_back(0);
    return true;
}

void TypedColumn::append_from(const TypedColumn& other, std::size_t row, SqlType type) {
    missing.push_back(other.missing[row]);
    if (is_real(type)) return real.push_back(other.real[row]);
    if (!is_text(type)) return whole.push_back(other.whole[row]);
    const std::size_t begin = row == 0 ? 0 : other.text_ends[row - 1];
    text.append(other.text, begin, other.text_ends[row] - begin);
    text_ends.push_back(text.size());
}

}  // namespace replica
