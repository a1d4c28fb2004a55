#include "io/parquet/typed_format.hpp"

#include <array>
#include <optional>

namespace replica {
namespace {

constexpr std::array<std::int64_t, 7> powers_of_ten{1, 10, 100, 1000, 10000, 100000, 1000000};

SqlType type_of(const ValueFormat& format) {
    switch (format.type) {
        case ValueType::integer: return SqlType::integer;
        case ValueType::decimal: return SqlType::real;
        case ValueType::boolean: return SqlType::boolean;
        case ValueType::date: return SqlType::date;
        case ValueType::datetime: return format.zoned || format.decimals > 6 ? SqlType::text : SqlType::timestamp;
        case ValueType::string: break;
    }
    return SqlType::text;
}

}  // namespace

TypedFormat typed_format(const ValueFormat& format) { return {type_of(format), format}; }

bool TypedFormat::append(std::string_view text, TypedColumn& out) const {
    if (type != SqlType::date && type != SqlType::timestamp) return out.append(text, type);
    const std::optional<std::int64_t> grid = parse_value(text, format);
    if (!grid) return false;
    out.whole.push_back(type == SqlType::date ? *grid : *grid * powers_of_ten[6U - format.decimals]);
    out.missing.push_back(0);
    return true;
}

}  // namespace replica
