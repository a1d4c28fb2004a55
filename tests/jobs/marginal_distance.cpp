#include "tests/jobs/marginal_distance.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace replica::test {

namespace {

std::string binned(const std::string& text, const EqualBins& bins) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return text;
    const double position = std::floor((value - bins.low) / (bins.high - bins.low) * bins.bins);
    return "bin " + std::to_string(static_cast<int>(std::clamp(position, 0.0, bins.bins - 1.0)));
}

using Dictionary = std::unordered_map<std::string, std::uint32_t>;

std::vector<std::uint32_t> encode(const std::vector<std::string>& values, const EqualBins* bins,
                                  Dictionary& dictionary) {
    std::vector<std::uint32_t> codes;
    codes.reserve(values.size());
    for (const std::string& value : values) {
        const auto next = static_cast<std::uint32_t>(dictionary.size());
        codes.push_back(dictionary.try_emplace(bins == nullptr ? value : binned(value, *bins), next).first->second);
    }
    return codes;
}

std::vector<std::uint64_t> cells(const CodedPair::Columns& table, const std::vector<std::uint32_t>& domain_sizes,
                                 std::span<const std::size_t> columns) {
    std::vector<std::uint64_t> index(table.at(columns.front()).size(), 0);
    for (const std::size_t column : columns) {
        for (std::size_t r = 0; r < index.size(); ++r) index[r] = index[r] * domain_sizes[column] + table[column][r];
    }
    return index;
}

/// Sum of |p - q| over cells, by sorting: joint domains may be large.
double absolute_difference(std::vector<std::uint64_t> real, std::vector<std::uint64_t> synthetic) {
    std::sort(real.begin(), real.end());
    std::sort(synthetic.begin(), synthetic.end());
    const double p = 1.0 / static_cast<double>(real.size());
    const double q = 1.0 / static_cast<double>(synthetic.size());
    double sum = 0;
    for (auto r = real.begin(), s = synthetic.begin(); r != real.end() || s != synthetic.end();) {
        const std::uint64_t cell = r == real.end() ? *s : s == synthetic.end() ? *r : std::min(*r, *s);
        const auto next_r = std::find_if(r, real.end(), [&](std::uint64_t other) { return other != cell; });
        const auto next_s = std::find_if(s, synthetic.end(), [&](std::uint64_t other) { return other != cell; });
        sum += std::abs(static_cast<double>(next_r - r) * p - static_cast<double>(next_s - s) * q);
        r = next_r;
        s = next_s;
    }
    return sum;
}

/// The same with a table of counts, for domains that fit one.
double absolute_difference(const std::vector<std::uint64_t>& real, const std::vector<std::uint64_t>& synthetic,
                           std::uint64_t domain) {
    std::vector<double> difference(domain, 0);
    for (const std::uint64_t cell : real) difference[cell] += 1.0 / static_cast<double>(real.size());
    for (const std::uint64_t cell : synthetic) difference[cell] -= 1.0 / static_cast<double>(synthetic.size());
    return std::transform_reduce(difference.begin(), difference.end(), 0.0, std::plus<>(),
                                 [](double d) { return std::abs(d); });
}

std::string row_text(const CodedPair::Columns& table, std::size_t row) {
    std::string text;
    for (const auto& column : table) text.append(std::to_string(column[row])).push_back(' ');
    return text;
}

}  // namespace

CodedPair code_together(const CsvTable& real, const CsvTable& synthetic, const std::vector<EqualBins>& bins) {
    CodedPair tables;
    for (std::size_t c = 0; c < real.names.size(); ++c) {
        const auto found =
            std::find_if(bins.begin(), bins.end(), [&](const auto& b) { return b.column == real.names[c]; });
        const EqualBins* column_bins = found == bins.end() ? nullptr : &*found;
        Dictionary dictionary;
        tables.real.push_back(encode(real.columns[c], column_bins, dictionary));
        tables.synthetic.push_back(encode(synthetic.column(real.names[c]), column_bins, dictionary));
        tables.domain_sizes.push_back(static_cast<std::uint32_t>(dictionary.size()));
    }
    return tables;
}

double marginal_distance(const CodedPair& tables, const std::vector<std::size_t>& columns) {
    constexpr std::uint64_t largest_table = 1U << 20U;
    std::uint64_t domain = 1;
    for (const std::size_t column : columns) domain *= tables.domain_sizes.at(column);
    auto real = cells(tables.real, tables.domain_sizes, columns);
    auto synthetic = cells(tables.synthetic, tables.domain_sizes, columns);
    if (real.empty() || synthetic.empty()) throw std::invalid_argument("a table without rows has no distribution");
    return 0.5 * (domain <= largest_table ? absolute_difference(real, synthetic, domain)
                                          : absolute_difference(std::move(real), std::move(synthetic)));
}

double mean_marginal_distance(const CodedPair& tables, unsigned ways) {
    const std::size_t columns = tables.real.size();
    if (ways < 1 || ways > 3 || ways > columns) throw std::invalid_argument("1 to 3 ways, and as many columns");
    std::vector<std::size_t> chosen(ways);
    std::iota(chosen.begin(), chosen.end(), 0);
    double sum = 0;
    std::size_t sets = 0;
    for (bool more = true; more;) {
        sum += marginal_distance(tables, chosen);
        ++sets;
        // The next set in lexicographic order: raise the last column that can be raised, then follow on from it.
        more = false;
        for (std::size_t i = ways; i-- > 0 && !more;) {
            if (chosen[i] + (ways - i) >= columns) continue;
            std::iota(chosen.begin() + static_cast<std::ptrdiff_t>(i), chosen.end(), chosen[i] + 1);
            more = true;
        }
    }
    return sum / static_cast<double>(sets);
}

double share_of_copied_rows(const CodedPair& tables) {
    std::unordered_set<std::string> real;
    for (std::size_t r = 0; r < tables.real.at(0).size(); ++r) real.insert(row_text(tables.real, r));
    const std::size_t rows = tables.synthetic.at(0).size();
    std::size_t copies = 0;
    for (std::size_t r = 0; r < rows; ++r) copies += real.count(row_text(tables.synthetic, r));
    return rows == 0 ? 0 : static_cast<double>(copies) / static_cast<double>(rows);
}

}  // namespace replica::test
