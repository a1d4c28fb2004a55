#include "engine/evaluation/copied_rows.hpp"

#include "engine/byte_stream.hpp"

#include <algorithm>
#include <optional>

namespace replica {
namespace {

using Hashes = std::vector<std::uint64_t>;

// Equal rows meet on one rank; there they are sorted.
Hashes dealt(Hashes own, const Communicator& comm) {
    Hashes all = std::move(own);
    if (comm.size() > 1) {
        std::vector<Hashes> to_ranks(static_cast<std::size_t>(comm.size()));
        for (const std::uint64_t hash : all) to_ranks[hash % to_ranks.size()].push_back(hash);
        all = {};
        std::vector<Bytes> bytes;
        for (Hashes& hashes : to_ranks) {
            ByteWriter out;
            out.put_all(hashes);
            bytes.push_back(out.take());
            hashes = {};
        }
        for (const Bytes& part : comm.all_to_all(bytes)) {
            const auto hashes = ByteReader(part).get_all<std::uint64_t>();
            all.insert(all.end(), hashes.begin(), hashes.end());
        }
    }
    std::sort(all.begin(), all.end());
    return all;
}

Hashes merged(const Hashes& first, const Hashes& second) {
    Hashes all(first.size() + second.size());
    std::merge(first.begin(), first.end(), second.begin(), second.end(), all.begin());
    return all;
}

/// Rows of `rows` that no other of them equals, and those of them that some of `others` equals.
struct UniqueRows {
    std::uint64_t unique = 0;
    std::uint64_t found = 0;
};

UniqueRows find_unique(const Hashes& rows, const Hashes& others) {
    UniqueRows result;
    auto other = others.begin();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool repeats = (i > 0 && rows[i - 1] == rows[i]) || (i + 1 < rows.size() && rows[i + 1] == rows[i]);
        if (repeats) continue;
        ++result.unique;
        while (other != others.end() && *other < rows[i]) ++other;
        if (other != others.end() && *other == rows[i]) ++result.found;
    }
    return result;
}

std::uint64_t count_equal(const Hashes& rows, const Hashes& others) {
    std::uint64_t equal = 0;
    auto other = others.begin();
    for (const std::uint64_t row : rows) {
        while (other != others.end() && *other < row) ++other;
        if (other != others.end() && *other == row) ++equal;
    }
    return equal;
}

/// The values in ascending order; nothing where one is no whole number.
std::optional<std::vector<std::int64_t>> sorted_numbers(const DistinctValues& values) {
    std::vector<std::int64_t> numbers;
    ValueFormat integer;
    integer.type = ValueType::integer;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto number = parse_value(values.text(i), integer);
        if (!number) return std::nullopt;
        numbers.push_back(*number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

/// How densely whole numbers lie, in intervals with equally many of them.
class NumberDensity {
public:
    /// numbers: ascending, not empty; each stands for `each` of them.
    NumberDensity(const std::vector<std::int64_t>& numbers, double each) {
        const std::size_t intervals = std::min<std::size_t>(64, (numbers.size() + 15) / 16);
        for (std::size_t i = 0; i < intervals; ++i) {
            const std::size_t begin = numbers.size() * i / intervals;
            const std::size_t end = numbers.size() * (i + 1) / intervals;
            const double last = static_cast<double>(end < numbers.size() ? numbers[end] : numbers.back() + 1);
            const double width = last - static_cast<double>(numbers[begin]);
            begins_.push_back(numbers[begin]);
            densities_.push_back(std::min(1.0, each * static_cast<double>(end - begin) / width));
        }
        end_ = numbers.back();
    }
    [[nodiscard]] double at(std::int64_t number) const {
        if (number < begins_.front() || number > end_) return 0;
        const auto above = std::upper_bound(begins_.begin(), begins_.end(), number);
        return densities_[static_cast<std::size_t>(above - begins_.begin()) - 1];
    }

private:
    std::vector<std::int64_t> begins_;
    std::vector<double> densities_;
    std::int64_t end_ = 0;
};

// A number that is drawn where real ones lie densely is often one of them, though nothing was copied.
double shared_by_chance(const DistinctValues& real, const DistinctValues& synthetic, const DistinctValues& looked_at) {
    const auto numbers = sorted_numbers(real);
    if (!numbers || numbers->empty()) return 0;
    const NumberDensity density(*numbers, static_cast<double>(real.distinct()) / static_cast<double>(real.size()));
    ValueFormat integer;
    integer.type = ValueType::integer;
    double sum = 0;
    for (std::size_t i = 0; i < looked_at.size(); ++i) {
        if (!synthetic.find(looked_at.text(i))) continue;
        if (const auto number = parse_value(looked_at.text(i), integer)) sum += density.at(*number);
    }
    return sum;
}

}  // namespace

CopyCounts count_copies(OwnRows own, const Communicator& comm) {
    CopyCounts counts;
    const Hashes first = dealt(std::move(own.real), comm);
    const Hashes rest = dealt(std::move(own.real_rest), comm);
    UniqueRows control;
    if (own.origin == HoldoutOrigin::split) {
        control = find_unique(first, rest);
        counts.copied_in_part = comm.sum(find_unique(first, dealt(std::move(own.synthetic_part), comm)).found);
    }
    const Hashes synthetic = dealt(std::move(own.synthetic), comm);
    if (own.origin == HoldoutOrigin::given) control = find_unique(dealt(std::move(own.holdout), comm), synthetic);
    const Hashes real = merged(first, rest);
    const UniqueRows unique = find_unique(real, synthetic);
    counts.unique_real = comm.sum(unique.unique);
    counts.copied = comm.sum(unique.found);
    counts.synthetic_equal = comm.sum(count_equal(synthetic, real));
    counts.synthetic_rows = comm.sum(synthetic.size());
    counts.unique_holdout = comm.sum(control.unique);
    counts.copied_holdout = comm.sum(control.found);
    return counts;
}

SharedIdentifiers shared_identifiers(const std::string& column, const DistinctValues& real,
                                     const DistinctValues& synthetic) {
    // What both together keep is a random part of the values of each (see DistinctValues).
    DistinctValues all = real;
    all.merge(synthetic);
    SharedIdentifiers shared;
    shared.column = column;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!synthetic.find(all.text(i))) continue;
        ++shared.synthetic;
        if (real.find(all.text(i))) ++shared.shared;
    }
    shared.by_chance = shared_by_chance(real, synthetic, all);
    return shared;
}

}  // namespace replica
