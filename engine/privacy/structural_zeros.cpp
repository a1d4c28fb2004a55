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
        ImpossiblePair pair{columns[*left], columns[*right], static_cast<std::uint32_t>(high.size()),
                            std::vector<std::uint8_t>(low.size() * high.size())};
        for (std::size_t a = 0; a < low.size(); ++a) {
            for (std::size_t b = 0; b < high.size(); ++b) {
                if (!low[a] || !high[b]) continue;
                const bool fits =
                    rule.kind == RuleKind::less ? low[a]->low < high[b]->high : low[a]->low <= high[b]->high;
                pair.cells[a * high.size() + b] = fits ? 0 : 1;
            }
        }
        zeros.pairs.push_back(std::move(pair));
    }
    return zeros;
}

ImpossibleCells among_columns(const std::vector<ImpossiblePair>& pairs, const std::vector<std::uint32_t>& columns) {
    ImpossibleCells cells;
    const auto number = [&](std::uint32_t column) {
        return static_cast<std::uint32_t>(std::find(columns.begin(), columns.end(), column) - columns.begin());
    };
    for (const ImpossiblePair& pair : pairs) {
        const std::uint32_t a = number(pair.first);
        const std::uint32_t b = number(pair.second);
        auto& of_pair = cells[{std::min(a, b), std::max(a, b)}];
        of_pair.resize(pair.cells.size());
        const std::size_t second_codes = pair.second_codes;
        const std::size_t first_codes = pair.cells.size() / second_codes;
        for (std::size_t i = 0; i < pair.cells.size(); ++i) {
            const std::size_t at = a < b ? i : i % second_codes * first_codes + i / second_codes;
            of_pair[at] = static_cast<std::uint8_t>(of_pair[at] | pair.cells[i]);
        }
    }
    return cells;
}

}  // namespace replica
