#include "engine/privacy/structural_zeros.hpp"

#include <algorithm>
#include <optional>

namespace replica {
namespace {

struct Values {
    std::int64_t low = 0;
    std::int64_t high = 0;
};

// The lowest and highest value of each code; nothing for missing ones, and for columns without a grid.
std::vector<std::optional<Values>> values_of(const ColumnModel& column) {
    std::vector<std::optional<Values>> values(column.domain_size());
    if (column.encoding == Encoding::binned) {
        for (std::size_t bin = 0; bin < column.bin_low.size(); ++bin) {
            const bool last = bin + 1 == column.bin_low.size();
            values[bin] = {column.bin_low[bin], last ? column.range_high : column.bin_low[bin + 1] - column.step};
        }
    } else if (column.encoding == Encoding::categorical) {
        for (std::size_t code = 0; code < column.values.size(); ++code)
            if (const auto value = parse_value(column.values[code], column.format)) values[code] = {*value, *value};
    }
    return values;
}

bool are_comparable(const ValueFormat& a, const ValueFormat& b) {
    return a.type == b.type && a.decimals == b.decimals && a.type != ValueType::string && a.type != ValueType::boolean;
}

std::optional<std::uint32_t> find(const std::string& name, const std::vector<ColumnCodec>& codecs,
                                  const std::vector<std::uint32_t>& columns) {
    for (std::uint32_t i = 0; i < columns.size(); ++i)
        if (codecs[columns[i]].model.name == name) return i;
    return std::nullopt;
}

}  // namespace

StructuralZeros structural_zeros(const std::vector<Rule>& rules, const std::vector<ColumnCodec>& codecs,
                                 const std::vector<std::uint32_t>& columns) {
    StructuralZeros zeros;
    for (const Rule& rule : rules) {
        const auto left = find(rule.left, codecs, columns);
        const auto right = find(rule.right, codecs, columns);
        const bool order = rule.kind == RuleKind::at_most || rule.kind == RuleKind::less;
        const bool usable = order && left && right && left != right &&
                            are_comparable(codecs[columns[*left]].model.format, codecs[columns[*right]].model.format);
        (usable ? zeros.rules : zeros.not_used).push_back(rule.text);
        if (!usable) continue;
        const auto low = values_of(codecs[columns[*left]].model);
        const auto high = values_of(codecs[columns[*right]].model);
        const ColumnPair pair{std::min(*left, *right), std::max(*left, *right)};
        auto& cells = zeros.cells[pair];
        cells.resize(low.size() * high.size());
        for (std::size_t a = 0; a < low.size(); ++a) {
            for (std::size_t b = 0; b < high.size(); ++b) {
                if (!low[a] || !high[b]) continue;
                const bool fits =
                    rule.kind == RuleKind::less ? low[a]->low < high[b]->high : low[a]->low <= high[b]->high;
                if (!fits) cells[*left < *right ? a * high.size() + b : b * low.size() + a] = 1;
            }
        }
    }
    return zeros;
}

}  // namespace replica
