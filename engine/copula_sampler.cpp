#include "engine/copula_sampler.hpp"

#include "engine/error.hpp"
#include "engine/marginal_family.hpp"
#include "engine/network_check.hpp"
#include "engine/person_tier.hpp"
#include "engine/random_stream.hpp"
#include "engine/simulation/quantile_table.hpp"
#include "engine/simulation/uniform_draws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace replica {
namespace {

constexpr std::uint32_t missing_stream = std::uint32_t{1} << 31U;

[[noreturn]] void fail() {
    throw InputError("the model is damaged: its copula doesn't fit its columns; describe the data again");
}

// Where the normal variable passes from one value to the next. What never comes has no room.
std::vector<double> thresholds_of(std::span<const double> probabilities) {
    const double total = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<double> thresholds;
    double sum = 0;
    for (std::size_t i = 0; i + 1 < probabilities.size(); ++i) {
        sum += probabilities[i];
        const double share = total > 0 ? sum / total : 0;
        thresholds.push_back(share <= 0   ? -infinity
                             : share >= 1 ? infinity
                                          : quantile_of(LawFamily::normal, {0, 1, 0}, share));
    }
    return thresholds;
}

// Where each value begins and how much there is of it; what never comes has none of the other either.
struct Intervals {
    std::vector<double> begins, shares;
};
Intervals intervals_of(std::span<const double> probabilities, std::span<const double> also) {
    Intervals intervals;
    double total = 0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) total += also[i] > 0 ? probabilities[i] : 0;
    double sum = 0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const double share = also[i] > 0 && total > 0 ? probabilities[i] / total : 0;
        intervals.begins.push_back(sum);
        intervals.shares.push_back(share);
        sum += share;
    }
    return intervals;
}

}  // namespace

CopulaSampler::CopulaSampler(const Model& model) : copula_(model.copula.value()) {
    check_network(model);
    const std::size_t size = copula_.variables.size();
    if (copula_.factor.size() != size * (size + 1) / 2) fail();
    usual_.resize(model.columns.size());
    missing_.resize(model.columns.size());
    std::vector<std::vector<double>> counts(model.columns.size());  // of values
    std::vector<double> missing_counts(model.columns.size());
    for (const Family& family : model.families) {
        const ColumnModel& column = model.columns[family.child];
        auto& own = counts[family.child] = marginal_counts(family, column.domain_size());
        if (column.missing_code()) {
            missing_[family.child] = static_cast<std::uint16_t>(*column.missing_code());
            missing_counts[family.child] = own.back();
            own.resize(*column.missing_code());
        }
        usual_[family.child] = static_cast<std::uint16_t>(std::max_element(own.begin(), own.end()) - own.begin());
        (column.tier == Tier::person ? person_columns_ : row_columns_).push_back(family.child);
        // Nothing but missing values.
        if (std::accumulate(own.begin(), own.end(), 0.0) == 0) usual_[family.child] = missing_[family.child];
    }
    for (const LatentVariable& latent : copula_.variables) {
        if (latent.column >= model.columns.size() || counts[latent.column].empty()) fail();
        const ColumnModel& column = model.columns[latent.column];
        Variable variable{stream_of(Purpose::latent_normal, latent.column | (latent.missing ? missing_stream : 0)),
                          latent.missing,
                          {latent.column},
                          {},
                          {}};
        std::vector<double> probabilities;
        if (latent.missing) {
            if (!column.missing_code()) fail();
            const double missing = missing_counts[latent.column];
            probabilities = {std::accumulate(counts[latent.column].begin(), counts[latent.column].end(), 0.0), missing};
            for (const std::uint32_t other : latent.with) {
                if (other >= model.columns.size() || counts[other].empty() || !model.columns[other].missing_code())
                    fail();
                variable.columns.push_back(other);
            }
        } else {
            for (const std::uint16_t code : latent.order) {
                if (code >= counts[latent.column].size()) fail();
                probabilities.push_back(counts[latent.column][code]);
            }
            variable.codes = latent.order;
        }
        if (probabilities.size() < 2) fail();
        variable.thresholds = thresholds_of(probabilities);
        if (column.tier == Tier::person) {
            if (of_persons_ != variables_.size() || latent.row_shares.size() != probabilities.size()) fail();
            ++of_persons_;
            Intervals of_persons = intervals_of(probabilities, probabilities);
            Intervals of_rows = intervals_of(latent.row_shares, probabilities);
            variable.begins = std::move(of_persons.begins);
            variable.shares = std::move(of_persons.shares);
            variable.row_begins = std::move(of_rows.begins);
            variable.row_shares = std::move(of_rows.shares);
        }
        variables_.push_back(std::move(variable));
    }
    calibrate(model);
}

void CopulaSampler::calibrate(const Model& model) {
    constexpr std::size_t persons = 1U << 16U;
    constexpr std::uint64_t seed = 0;
    const auto size = size_column(model);
    if (!size || of_persons_ == 0 || of_persons_ == variables_.size()) return;
    const std::vector<double> rows_of_code = weigh_by_rows(model.columns[*size], *size).likelihood;
    CopulaScratch scratch;
    std::vector<std::vector<std::uint16_t>> codes(model.columns.size());
    codes[*size].assign(persons, 0);
    sample_persons(seed, 0, persons, codes, scratch);
    std::vector<std::uint64_t> numbers(persons);
    std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
    bring_persons(seed, numbers, scratch);
    std::vector<double> weights(persons);
    double total = 0;
    for (std::size_t person = 0; person < persons; ++person)
        total += weights[person] = rows_of_code.at(codes[*size][person]);
    for (std::size_t k = of_persons_; k < variables_.size(); ++k) {
        const auto row = copula_.row(k);
        std::vector<double>& z = scratch.latent;
        combine(row.first(of_persons_), scratch.normals, persons, z);
        double mean = 0;
        for (std::size_t person = 0; person < persons; ++person) mean += weights[person] * z[person] / total;
        double variance = 0;
        for (std::size_t person = 0; person < persons; ++person)
            variance += weights[person] * (z[person] - mean) * (z[person] - mean) / total;
        for (const double own : row.subspan(of_persons_)) variance += own * own;
        variables_[k].shift = mean;
        variables_[k].scale = variance > 0 ? 1 / std::sqrt(variance) : 1;
    }
}

void CopulaSampler::fill_normals(std::uint64_t seed, std::size_t begin, std::size_t end,
                                 std::span<const std::uint64_t> keys, CopulaScratch& scratch) const {
    scratch.normals.resize(variables_.size());
    for (std::size_t k = begin; k < end; ++k) {
        scratch.normals[k].resize(keys.size());
        fill_uniform(seed, variables_[k].stream, keys, scratch.normals[k], scratch.words);
        normal_quantiles().apply(scratch.normals[k], scratch.normals[k]);
    }
}

void CopulaSampler::combine(std::span<const double> weights, std::span<const std::vector<double>> normals,
                            std::size_t rows, std::vector<double>& latent) {
    latent.assign(rows, 0);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double weight = weights[i];
        if (weight == 0) continue;
        const double* normal = normals[i].data();
        for (std::size_t row = 0; row < rows; ++row) latent[row] += weight * normal[row];
    }
}

// Values first, then what is missing of them.
std::vector<std::size_t> CopulaSampler::in_order(std::size_t begin, std::size_t end) const {
    std::vector<std::size_t> order(end - begin);
    std::iota(order.begin(), order.end(), begin);
    std::stable_partition(order.begin(), order.end(), [this](std::size_t k) { return !variables_[k].missing; });
    return order;
}

void CopulaSampler::put_codes(const Variable& variable, std::span<const double> latent,
                              std::span<std::vector<std::uint16_t>> codes) const {
    const auto& thresholds = variable.thresholds;
    if (variable.missing) {
        for (const std::uint32_t column : variable.columns)
            for (std::size_t row = 0; row < latent.size(); ++row)
                if (latent[row] > thresholds.front()) codes[column][row] = missing_[column];
        return;
    }
    std::vector<std::uint16_t>& out = codes[variable.columns.front()];
    for (std::size_t row = 0; row < latent.size(); ++row) {
        const auto passed = std::lower_bound(thresholds.begin(), thresholds.end(), latent[row]) - thresholds.begin();
        out[row] = variable.codes[static_cast<std::size_t>(passed)];
    }
}

void CopulaSampler::sample_persons(std::uint64_t seed, std::uint64_t first, std::size_t persons,
                                   std::span<std::vector<std::uint16_t>> codes, CopulaScratch& scratch) const {
    for (const std::uint32_t column : person_columns_) codes[column].assign(persons, usual_[column]);
    scratch.keys.resize(persons);
    std::iota(scratch.keys.begin(), scratch.keys.end(), first);
    fill_normals(seed, 0, of_persons_, scratch.keys, scratch);
    for (const std::size_t k : in_order(0, of_persons_)) {
        combine(copula_.row(k), scratch.normals, persons, scratch.latent);
        put_codes(variables_[k], scratch.latent, codes);
    }
}

void CopulaSampler::bring_persons(std::uint64_t seed, std::span<const std::uint64_t> persons,
                                  CopulaScratch& scratch) const {
    // Rows of a person follow each other, and persons do.
    const std::uint64_t first = persons.front();
    const auto count = static_cast<std::size_t>(persons.back() - first + 1);
    scratch.keys.resize(count);
    std::iota(scratch.keys.begin(), scratch.keys.end(), first);
    fill_normals(seed, 0, of_persons_, scratch.keys, scratch);
    scratch.of_persons.resize(of_persons_);
    for (std::size_t k = 0; k < of_persons_; ++k) {
        const Variable& variable = variables_[k];
        std::vector<double>& z = scratch.of_persons[k];
        combine(copula_.row(k), scratch.normals, count, z);
        for (double& value : z) {
            const auto at = static_cast<std::size_t>(
                std::lower_bound(variable.thresholds.begin(), variable.thresholds.end(), value) -
                variable.thresholds.begin());
            const double place =
                std::clamp((normal_probability(value) - variable.begins[at]) / variable.shares[at], 0.0, 1.0);
            value = std::clamp(variable.row_begins[at] + place * variable.row_shares[at], 0x1p-54, 1 - 0x1p-53);
        }
        normal_quantiles().apply(z, z);
    }
    for (std::size_t k = 0; k < of_persons_; ++k) {
        scratch.normals[k].resize(persons.size());
        for (std::size_t row = 0; row < persons.size(); ++row)
            scratch.normals[k][row] = scratch.of_persons[k][static_cast<std::size_t>(persons[row] - first)];
    }
}

void CopulaSampler::sample_rows(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                                std::span<const std::uint64_t> persons, std::span<std::vector<std::uint16_t>> codes,
                                CopulaScratch& scratch) const {
    for (const std::uint32_t column : row_columns_) codes[column].assign(rows, usual_[column]);
    if (of_persons_ > 0) bring_persons(seed, persons, scratch);
    scratch.keys.resize(rows);
    std::iota(scratch.keys.begin(), scratch.keys.end(), first_row);
    fill_normals(seed, of_persons_, variables_.size(), scratch.keys, scratch);
    for (const std::size_t k : in_order(of_persons_, variables_.size())) {
        combine(copula_.row(k), scratch.normals, rows, scratch.latent);
        const Variable& variable = variables_[k];
        for (double& z : scratch.latent) z = (z - variable.shift) * variable.scale;
        put_codes(variables_[k], scratch.latent, codes);
    }
}

}  // namespace replica
