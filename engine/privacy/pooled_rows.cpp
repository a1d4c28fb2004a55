#include "engine/privacy/pooled_rows.hpp"

#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {

// Random words one after another.
class PoolSampler::Stream {
public:
    Stream(std::uint64_t seed, std::uint64_t block)
        : seed_(philox_word(seed, stream_of(Purpose::pool_order, 0), block)), words_(1024) {}

    std::uint64_t word() {
        if (next_ % words_.size() == 0) fill_philox(seed_, stream_of(Purpose::pool_order, 1), next_, words_);
        return words_[next_++ % words_.size()];
    }
    double uniform() { return static_cast<double>(word() >> 11U) * 0x1p-53; }
    template <typename Value>
    void shuffle(std::vector<Value>& values) {
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[scale_word(word(), i)]);
    }

private:
    std::uint64_t seed_;
    std::uint64_t next_ = 0;
    std::vector<std::uint64_t> words_;
};

PoolSampler::PoolSampler(PooledRows pool) : pool_(std::move(pool)), order_(pool_.rows()) {
    std::iota(order_.begin(), order_.end(), 0U);
    const auto& codes = pool_.codes;
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
        for (const auto& column : codes)
            if (column[a] != column[b]) return column[a] < column[b];
        return a < b;
    });
    double sum = 0;
    for (const std::uint32_t row : order_) cumulative_.push_back(sum += pool_.weights[row]);
    for (double& share : cumulative_) share /= sum;

    std::vector<std::size_t> sizes;
    for (const auto& map : pool_.merged) {
        auto& members = members_.emplace_back(*std::max_element(map.begin(), map.end()) + 1U);
        for (std::size_t code = 0; code < map.size(); ++code)
            members[map[code]].push_back(static_cast<std::uint16_t>(code));
        sizes.push_back(members.size());
    }
    for (std::uint32_t a = 0; a < codes.size(); ++a) {
        for (std::uint32_t b = a + 1; b < codes.size(); ++b) {
            pairs_.emplace_back(a, b);
            first_cell_.push_back(shares_.size());
            stride_.push_back(sizes[b]);
            shares_.resize(shares_.size() + sizes[a] * sizes[b]);
        }
    }
    for (std::size_t p = 0; p < pairs_.size(); ++p)
        for (std::size_t row = 0; row < pool_.rows(); ++row) shares_[cell(p, row)] += pool_.weights[row] / sum;
}

std::size_t PoolSampler::cell(std::size_t pair, std::size_t row) const {
    const auto [a, b] = pairs_[pair];
    return first_cell_[pair] + pool_.codes[a][row] * stride_[pair] + pool_.codes[b][row];
}

std::vector<std::uint32_t> PoolSampler::draw_indices(std::uint64_t rows, double offset) const {
    std::vector<std::uint32_t> drawn;
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < rows; ++i) {
        const double place = (static_cast<double>(i) + offset) / static_cast<double>(rows);
        while (at + 1 < cumulative_.size() && cumulative_[at] <= place) ++at;
        drawn.push_back(order_[at]);
    }
    return drawn;
}

void PoolSampler::polish(std::vector<std::uint32_t>& rows, Stream& stream) const {
    std::vector<double> error(shares_.size());
    for (std::size_t i = 0; i < error.size(); ++i) error[i] = -shares_[i] * static_cast<double>(rows.size());
    for (std::size_t p = 0; p < pairs_.size(); ++p)
        for (const std::uint32_t row : rows) error[cell(p, row)] += 1;

    std::vector<std::uint32_t> fresh = draw_indices(rows.size(), stream.uniform());
    stream.shuffle(fresh);
    std::vector<std::pair<std::size_t, std::size_t>> changed;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        changed.clear();
        double change = 0;
        for (std::size_t p = 0; p < pairs_.size(); ++p) {
            const std::size_t gone = cell(p, rows[i]);
            const std::size_t come = cell(p, fresh[i]);
            if (gone == come) continue;
            change +=
                std::abs(error[gone] - 1) - std::abs(error[gone]) + std::abs(error[come] + 1) - std::abs(error[come]);
            changed.emplace_back(gone, come);
        }
        if (change >= 0) continue;
        for (const auto& [gone, come] : changed) {
            error[gone] -= 1;
            error[come] += 1;
        }
        rows[i] = fresh[i];
    }
}

// Members of a merged code take turns, so that each comes as often.
std::vector<std::uint16_t> PoolSampler::with_members(std::size_t column, std::span<const std::uint32_t> rows,
                                                     Stream& stream) const {
    const auto& members = members_[column];
    std::vector<std::uint64_t> turn;
    for (const auto& of_code : members) turn.push_back(scale_word(stream.word(), of_code.size()));
    std::vector<std::uint16_t> codes;
    for (const std::uint32_t row : rows) {
        const std::uint16_t merged = pool_.codes[column][row];
        codes.push_back(members[merged][turn[merged]++ % members[merged].size()]);
    }
    return codes;
}

std::vector<std::vector<std::uint16_t>> PoolSampler::draw(std::uint64_t rows, int passes, std::uint64_t seed,
                                                          std::uint64_t block) const {
    Stream stream(seed, block);
    std::vector<std::uint32_t> drawn = draw_indices(rows, stream.uniform());
    stream.shuffle(drawn);
    for (int pass = 0; pass < passes; ++pass) polish(drawn, stream);
    std::vector<std::vector<std::uint16_t>> columns;
    for (std::size_t c = 0; c < pool_.codes.size(); ++c) columns.push_back(with_members(c, drawn, stream));
    return columns;
}

}  // namespace replica
