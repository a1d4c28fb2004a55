#include "engine/counting/counted_table.hpp"

#include "engine/byte_stream.hpp"
#include "engine/mpi/agreement.hpp"
#include "kernels/distinct_rows.hpp"
#include "kernels/row_hash.hpp"

#include <algorithm>
#include <bit>
#include <type_traits>
#include <variant>

namespace replica {
namespace {

// Finding and copying distinct rows, measured; a row that is counted less often than that takes isn't worth merging.
constexpr double merging_ns = 120;

// Weighted counting adds loads, so few duplicates don't pay.
constexpr double most_distinct = 0.8;

// Hashes that are looked at to estimate how many rows are distinct.
constexpr std::uint64_t sampled_rows = std::uint64_t{1} << 15;

/// The part of `rows` that one of several ranks takes.
RowRange share_of(std::uint64_t rows, const Communicator& comm) {
    const auto rank = static_cast<std::uint64_t>(comm.rank());
    const auto ranks = static_cast<std::uint64_t>(comm.size());
    const std::uint64_t first = rows * rank / ranks;
    return {first, rows * (rank + 1) / ranks - first};
}

/// Distinct share of a holder's rows: of the rows whose hash is small, all equal ones are among the sampled.
double distinct_share(std::span<const std::uint64_t> hashes, std::uint64_t rows, const Communicator& holder) {
    const auto bits = static_cast<unsigned>(std::bit_width(rows / sampled_rows));
    std::vector<std::uint64_t> sample;
    for (const std::uint64_t hash : hashes)
        if (bits == 0 || hash >> (64 - bits) == 0) sample.push_back(hash);
    ByteWriter own;
    own.put_all(sample);
    std::vector<std::uint64_t> all;
    for (const Bytes& bytes : holder.all_gather(own.take())) {
        ByteReader reader(bytes);
        const auto theirs = reader.get_all<std::uint64_t>();
        all.insert(all.end(), theirs.begin(), theirs.end());
    }
    if (all.empty()) return 1;
    const auto total = static_cast<double>(all.size());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return static_cast<double>(all.size()) / total;
}

bool pays(double distinct, double counting_ns) {
    return distinct < most_distinct && (1 - distinct) * counting_ns > merging_ns;
}

Fingerprint sum_of_rows(std::span<const std::uint64_t> hashes) {
    constexpr std::uint64_t other = 0xD1B54A32D192ED03ULL;
    Fingerprint sum{};
    for (const std::uint64_t hash : hashes) {
        sum[0] += hash;
        sum[1] += mix_bits(hash ^ other);
    }
    return sum;
}

}  // namespace

CountedTable::CountedTable(EncodedTable table, const std::vector<std::uint32_t>& columns, const Placement& placement,
                           double counting_ns, Merging merging, int threads)
    : table_(std::make_unique<EncodedTable>(std::move(table))) {
    for (const std::uint32_t column : columns) {
        columns_.push_back(table_->column(column));
        domains_.push_back(table_->domains()[column]);
    }
    const std::uint64_t rows = table_->rows();
    const Communicator& holder = placement.holder();
    const RowRange own = share_of(rows, holder);
    std::vector<std::uint64_t> hashes(columns.empty() ? 0 : own.count);
    hash_rows(columns_, own.first, hashes, threads);

    // Every row once: replicas have the same ones.
    if (placement.replica() == 0) fingerprint_ = sum_of_rows(hashes);
    placement.world().sum_in_place(fingerprint_);
    source_rows_ = placement.world().sum(placement.replica() == 0 ? own.count : 0);
    const bool merges = merging == Merging::always ||
                        (merging == Merging::automatic && pays(distinct_share(hashes, rows, holder), counting_ns));
    // Holders decide for themselves, but a failure of one ends all.
    agree(placement.world(), [&] {
        if (merges && !columns_.empty()) merge(placement, hashes, threads);
    });
    const std::uint64_t counted = holder.is_root() && placement.replica() == 0 && !columns_.empty()
                                      ? static_cast<std::uint64_t>(row_count(columns_[0]))
                                      : 0;
    counted_rows_ = placement.world().sum(counted);
}

void CountedTable::merge(const Placement& placement, std::span<const std::uint64_t> hashes, int threads) {
    const Communicator& holder = placement.holder();
    const std::uint64_t rows = table_->rows();
    const SharedBytes all_hashes(holder, rows * sizeof(std::uint64_t));
    const std::span<std::uint64_t> hash_of(reinterpret_cast<std::uint64_t*>(all_hashes.bytes().data()), rows);
    std::copy(hashes.begin(), hashes.end(),
              hash_of.begin() + static_cast<std::ptrdiff_t>(share_of(rows, holder).first));
    all_hashes.synchronize();
    const HashShare share{static_cast<std::uint32_t>(holder.rank()), static_cast<std::uint32_t>(holder.size())};
    const DistinctRows own = agree(holder, [&] { return distinct_rows(columns_, hash_of, share, threads); });

    const std::uint64_t first = holder.exclusive_sum(own.rows.size());
    const std::uint64_t total = holder.sum(own.rows.size());
    const ColumnLayout layout(domains_, total);
    const std::size_t weights_at = (layout.bytes() + 63) / 64 * 64;
    auto memory = std::make_unique<SharedBytes>(holder, weights_at + total * sizeof(std::uint32_t));
    std::byte* base = memory->bytes().data();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        std::visit(
            [&](const auto& codes) {
                using Code = std::remove_const_t<typename std::decay_t<decltype(codes)>::element_type>;
                auto* to = reinterpret_cast<Code*>(base + layout.offset(c)) + first;
                for (const std::uint32_t row : own.rows) *to++ = codes[row];
            },
            columns_[c]);
    }
    auto* weights = reinterpret_cast<std::uint32_t*>(base + weights_at);
    std::copy(own.weights.begin(), own.weights.end(), weights + first);
    memory->synchronize();
    for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c] = layout.column(memory->bytes(), c);
    weights_ = {weights, total};
    merged_ = std::move(memory);
    table_.reset();
}

}  // namespace replica
