#include "io/sql/sql_rows.hpp"

#include "engine/error.hpp"
#include "engine/stop_request.hpp"
#include "io/sql/duckdb/handles.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>

namespace replica {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t micros = 1'000'000;

SqlType type_of(duckdb_type type) {
    switch (type) {
        case DUCKDB_TYPE_BOOLEAN: return SqlType::boolean;
        case DUCKDB_TYPE_TINYINT:
        case DUCKDB_TYPE_SMALLINT:
        case DUCKDB_TYPE_INTEGER:
        case DUCKDB_TYPE_BIGINT:
        case DUCKDB_TYPE_UTINYINT:
        case DUCKDB_TYPE_USMALLINT:
        case DUCKDB_TYPE_UINTEGER:
        case DUCKDB_TYPE_UBIGINT:
        case DUCKDB_TYPE_HUGEINT: return SqlType::integer;
        case DUCKDB_TYPE_DECIMAL: return SqlType::decimal;
        case DUCKDB_TYPE_FLOAT:
        case DUCKDB_TYPE_DOUBLE: return SqlType::real;
        case DUCKDB_TYPE_DATE: return SqlType::date;
        case DUCKDB_TYPE_TIME: return SqlType::time;
        case DUCKDB_TYPE_TIMESTAMP:
        case DUCKDB_TYPE_TIMESTAMP_S:
        case DUCKDB_TYPE_TIMESTAMP_MS:
        case DUCKDB_TYPE_TIMESTAMP_NS:
        case DUCKDB_TYPE_TIMESTAMP_TZ: return SqlType::timestamp;
        case DUCKDB_TYPE_VARCHAR:
        case DUCKDB_TYPE_UUID:
        case DUCKDB_TYPE_ENUM:
        case DUCKDB_TYPE_SQLNULL: return SqlType::text;
        default: break;
    }
    throw InputError("has a type that is no number, date or text");
}

class LogicalType {
public:
    LogicalType(duckdb_result* result, idx_t column) : type_(duckdb_column_logical_type(result, column)) {}
    LogicalType(const LogicalType&) = delete;
    LogicalType& operator=(const LogicalType&) = delete;
    ~LogicalType() { duckdb_destroy_logical_type(&type_); }
    [[nodiscard]] duckdb_logical_type get() const { return type_; }

private:
    duckdb_logical_type type_;
};

SqlRows::Result::ColumnForm form_of(duckdb_result* result, idx_t column) {
    SqlRows::Result::ColumnForm form;
    form.type = duckdb_column_type(result, column);
    const LogicalType logical(result, column);
    if (form.type == DUCKDB_TYPE_DECIMAL) {
        form.type = duckdb_decimal_internal_type(logical.get());
        form.scale = duckdb_decimal_scale(logical.get());
    } else if (form.type == DUCKDB_TYPE_ENUM) {
        form.type = duckdb_enum_internal_type(logical.get());
        for (std::uint32_t i = 0; i < duckdb_enum_dictionary_size(logical.get()); ++i) {
            char* label = duckdb_enum_dictionary_value(logical.get(), i);
            form.labels.emplace_back(label);
            duckdb_free(label);
        }
    }
    return form;
}

std::size_t bytes_of(duckdb_type type) {
    switch (type) {
        case DUCKDB_TYPE_BOOLEAN:
        case DUCKDB_TYPE_TINYINT:
        case DUCKDB_TYPE_UTINYINT: return 1;
        case DUCKDB_TYPE_SMALLINT:
        case DUCKDB_TYPE_USMALLINT: return 2;
        case DUCKDB_TYPE_INTEGER:
        case DUCKDB_TYPE_UINTEGER:
        case DUCKDB_TYPE_FLOAT:
        case DUCKDB_TYPE_DATE: return 4;
        case DUCKDB_TYPE_VARCHAR:
        case DUCKDB_TYPE_HUGEINT:
        case DUCKDB_TYPE_UUID: return 16;
        default: return 8;
    }
}

template <typename Value>
Value at(const void* data, std::size_t row) {
    return static_cast<const Value*>(data)[row];
}

template <typename Whole>
void append_whole(Whole value, std::string& out) {
    std::array<char, 24> text{};
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
}

void append_wide(Wide value, std::string& out) {
    std::array<char, 44> text{};
    char* begin = text.data() + text.size();
    const bool negative = value < 0;
    do {
        const int digit = static_cast<int>(value % 10);
        *--begin = static_cast<char>('0' + (digit < 0 ? -digit : digit));
        value /= 10;
    } while (value != 0);
    if (negative) *--begin = '-';
    out.append(begin, text.data() + text.size());
}

Wide wide(const duckdb_hugeint& value) {
    return static_cast<Wide>(value.upper) * (static_cast<Wide>(1) << 64U) + static_cast<Wide>(value.lower);
}

Wide whole_at(const void* data, std::size_t row, duckdb_type type) {
    switch (type) {
        case DUCKDB_TYPE_TINYINT: return at<std::int8_t>(data, row);
        case DUCKDB_TYPE_SMALLINT: return at<std::int16_t>(data, row);
        case DUCKDB_TYPE_INTEGER: return at<std::int32_t>(data, row);
        case DUCKDB_TYPE_BIGINT: return at<std::int64_t>(data, row);
        case DUCKDB_TYPE_UTINYINT: return at<std::uint8_t>(data, row);
        case DUCKDB_TYPE_USMALLINT: return at<std::uint16_t>(data, row);
        case DUCKDB_TYPE_UINTEGER: return at<std::uint32_t>(data, row);
        case DUCKDB_TYPE_UBIGINT: return at<std::uint64_t>(data, row);
        default: return wide(at<duckdb_hugeint>(data, row));
    }
}

// A decimal as the shortest text of the same number.
void append_decimal(Wide value, unsigned scale, std::string& out) {
    while (scale > 0 && value % 10 == 0) {
        value /= 10;
        --scale;
    }
    if (value < 0) out += '-';
    const std::size_t begin = out.size();
    append_wide(value < 0 ? -value : value, out);
    const std::size_t digits = out.size() - begin;
    if (digits <= scale) out.insert(begin, scale + 1 - digits, '0');
    if (scale > 0) out.insert(out.size() - scale, 1, '.');
}

void append_two(int number, std::string& out) {
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}

void append_year_month_day(int year, int month, int day, std::string& out) {
    if (year >= 0 && year <= 9999) {
        append_two(year / 100, out);
        append_two(year % 100, out);
    } else {
        append_whole(year, out);
    }
    out += '-';
    append_two(month, out);
    out += '-';
    append_two(day, out);
}

void append_date(std::int32_t days, std::string& out) {
    if (!duckdb_is_finite_date({days})) {
        out += days > 0 ? "infinity" : "-infinity";
        return;
    }
    // The engine's own conversion is slow, and the library's ends with the year 32767.
    constexpr std::int32_t year_0 = -719528;
    constexpr std::int32_t year_10000 = 2932897;
    if (days < year_0 || days >= year_10000) {
        const duckdb_date_struct date = duckdb_from_date({days});
        return append_year_month_day(date.year, date.month, date.day, out);
    }
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    append_year_month_day(static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
                          static_cast<int>(static_cast<unsigned>(date.day())), out);
}

void append_clock(std::int64_t units, std::int64_t per_second, std::string& out) {
    const std::int64_t seconds = units / per_second;
    append_two(static_cast<int>(seconds / 3600), out);
    out += ':';
    append_two(static_cast<int>(seconds / 60 % 60), out);
    out += ':';
    append_two(static_cast<int>(seconds % 60), out);
    std::int64_t rest = units % per_second;
    if (rest == 0) return;
    std::string digits = std::to_string(per_second + rest);
    digits.front() = '.';
    while (digits.back() == '0') digits.pop_back();
    out += digits;
}

void append_timestamp(std::int64_t units, std::int64_t per_second, std::string& out) {
    constexpr std::int64_t infinity = std::numeric_limits<std::int64_t>::max();
    if (units == infinity || units == -infinity) {
        out += units > 0 ? "infinity" : "-infinity";
        return;
    }
    const std::int64_t per_day = 86400 * per_second;
    std::int64_t days = units / per_day;
    std::int64_t rest = units % per_day;
    if (rest < 0) {
        rest += per_day;
        --days;
    }
    append_date(static_cast<std::int32_t>(days), out);
    out += ' ';
    append_clock(rest, per_second, out);
}

// A UUID's bits are kept with the first one flipped, so that they sort as numbers.
void append_uuid(const duckdb_hugeint& value, std::string& out) {
    constexpr std::string_view hex = "0123456789abcdef";
    const std::array<std::uint64_t, 2> halves{static_cast<std::uint64_t>(value.upper) ^ (std::uint64_t{1} << 63U),
                                              value.lower};
    for (unsigned digit = 0; digit < 32; ++digit) {
        if (digit == 8 || digit == 12 || digit == 16 || digit == 20) out += '-';
        out += hex[halves[digit / 16] >> (60 - digit % 16 * 4) & 15U];
    }
}

}  // namespace

SqlRows::SqlRows(std::unique_ptr<Result> result) : result_(std::move(result)) {
    for (idx_t column = 0; column < duckdb_column_count(&result_->result); ++column) {
        const std::string name = duckdb_column_name(&result_->result, column);
        try {
            columns_.push_back({name, type_of(duckdb_column_type(&result_->result, column))});
        } catch (const InputError& error) {
            throw InputError("column \"" + name + "\" " + error.what() + "; cast it to one of them in the SQL");
        }
        result_->forms.push_back(form_of(&result_->result, column));
        value_bytes_.push_back(bytes_of(result_->forms.back().type));
        texts_.push_back(result_->forms.back().type == DUCKDB_TYPE_VARCHAR);
    }
    vectors_.resize(columns_.size());
}

SqlRows::~SqlRows() = default;
SqlRows::SqlRows(SqlRows&&) noexcept = default;
SqlRows& SqlRows::operator=(SqlRows&&) noexcept = default;

bool SqlRows::next() {
    check_stop();
    duckdb_destroy_data_chunk(&result_->chunk);
    rows_ = 0;
    result_->chunk = duckdb_fetch_chunk(result_->result);
    if (result_->chunk == nullptr) {
        if (const char* message = duckdb_result_error(&result_->result); message != nullptr && *message != '\0')
            throw_sql_error(message, duckdb_result_error_type(&result_->result));
        return false;
    }
    rows_ = duckdb_data_chunk_get_size(result_->chunk);
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        const duckdb_vector vector = duckdb_data_chunk_get_vector(result_->chunk, column);
        vectors_[column] = {duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
    }
    return rows_ > 0;
}

void SqlRows::append_text(std::size_t row, std::size_t column, std::string& out) const {
    const void* data = vectors_[column].data;
    const Result::ColumnForm& form = result_->forms[column];
    if (!form.labels.empty()) {
        out += form.labels[static_cast<std::size_t>(whole_at(data, row, form.type))];
        return;
    }
    if (columns_[column].type == SqlType::decimal)
        return append_decimal(whole_at(data, row, form.type), form.scale, out);
    switch (form.type) {
        case DUCKDB_TYPE_BOOLEAN: out += at<bool>(data, row) ? "true" : "false"; break;
        case DUCKDB_TYPE_BIGINT: append_whole(at<std::int64_t>(data, row), out); break;
        case DUCKDB_TYPE_INTEGER: append_whole(at<std::int32_t>(data, row), out); break;
        case DUCKDB_TYPE_FLOAT: append_number(at<float>(data, row), out); break;
        case DUCKDB_TYPE_DOUBLE: append_number(at<double>(data, row), out); break;
        case DUCKDB_TYPE_DATE: append_date(at<std::int32_t>(data, row), out); break;
        case DUCKDB_TYPE_TIME: append_clock(at<std::int64_t>(data, row), micros, out); break;
        case DUCKDB_TYPE_TIMESTAMP:
        case DUCKDB_TYPE_TIMESTAMP_TZ: append_timestamp(at<std::int64_t>(data, row), micros, out); break;
        case DUCKDB_TYPE_TIMESTAMP_S: append_timestamp(at<std::int64_t>(data, row), 1, out); break;
        case DUCKDB_TYPE_TIMESTAMP_MS: append_timestamp(at<std::int64_t>(data, row), 1000, out); break;
        case DUCKDB_TYPE_TIMESTAMP_NS: append_timestamp(at<std::int64_t>(data, row), 1000 * micros, out); break;
        case DUCKDB_TYPE_UUID: append_uuid(at<duckdb_hugeint>(data, row), out); break;
        case DUCKDB_TYPE_VARCHAR: {
            auto text = at<duckdb_string_t>(data, row);
            out.append(duckdb_string_t_data(&text), duckdb_string_t_length(text));
            break;
        }
        default: append_wide(whole_at(data, row, form.type), out);
    }
}

}  // namespace replica
