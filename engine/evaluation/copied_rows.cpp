#include "engine/evaluation/copied_rows.hpp"

#include "engine/byte_stream.hpp"

#include <algorithm>
#include <limits>

namespace replica {
namespace {

using Hashes = std::vector<std::uint64_t>;

// Equal rows meet on one rank; there they are sorted.
Hashes dealt(std::span<const std::uint64_t> own, const Communicator& comm) {
    Hashes all(own.begin(), own.end());
    if (comm.size() > 1) {
        std::vector<Hashes> to_ranks(static_cast<std::size_t>(comm.size()));
        for (const std::uint64_t hash : own) to_ranks[hash % to_ranks.size()].push_back(hash);
        std::vector<Bytes> bytes;
        for (Hashes& hashes : to_ranks) {
            ByteWriter out;
            out.put_all(hashes);
            bytes.push_back(out.take());
            hashes = {};
        }
        all.clear();
        for (const Bytes& part : comm.all_to_all(bytes)) {
            const auto hashes = ByteReader(part).get_all<std::uint64_t>();
            all.insert(all.end(), hashes.begin(), hashes.end());
        }
    }
    std::sort(all.begin(), all.end());
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
        other = std::lower_bound(other, others.end(), rows[i]);
        if (other != others.end() && *other == rows[i]) ++result.found;
    }
    return result;
}

std::uint64_t count_equal(const Hashes& rows, const Hashes& others) {
    return static_cast<std::uint64_t>(std::count_if(rows.begin(), rows.end(), [&](std::uint64_t hash) {
        return std::binary_search(others.begin(), others.end(), hash);
    }));
}

/// Lowest and highest of the values that are whole numbers; nothing where one isn't.
struct NumberRange {
    std::int64_t low = std::numeric_limits<std::int64_t>::max();
    std::int64_t high = std::numeric_limits<std::int64_t>::min();
};

std::optional<NumberRange> number_range(const DistinctValues& values) {
    NumberRange range;
    ValueFormat integer;
    integer.type = ValueType::integer;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto number = parse_value(values.text(i), integer);
        if (!number) return std::nullopt;
        range.low = std::min(range.low, *number);
        range.high = std::max(range.high, *number);
    }
    return values.size() > 0 ? std::optional(range) : std::nullopt;
}

// Numbers drawn from the range of the real ones hit those by chance.
double chance_of_sharing(const DistinctValues& real) {
    const auto range = number_range(real);
    if (!range) return 0;
    const double width = static_cast<double>(range->high) - static_cast<double>(range->low) + 1;
    return std::min(1.0, static_cast<double>(real.distinct()) / width);
}

}  // namespace

CopyCounts count_copies(const OwnRows& own, const Communicator& comm) {
    CopyCounts counts;
    const Hashes synthetic = dealt(own.synthetic, comm);
    {
        const Hashes real = dealt(own.real, comm);
        const UniqueRows unique = find_unique(real, synthetic);
        counts.unique_real = comm.sum(unique.unique);
        counts.copied = comm.sum(unique.found);
        counts.synthetic_equal = comm.sum(count_equal(synthetic, real));
    }
    counts.synthetic_rows = comm.sum(synthetic.size());
    const Hashes control = dealt(own.control, comm);
    const bool given = own.origin == HoldoutOrigin::given;
    const UniqueRows of_control = find_unique(control, given ? synthetic : dealt(own.control_source, comm));
    counts.unique_holdout = comm.sum(of_control.unique);
    counts.copied_holdout = comm.sum(of_control.found);
    if (!given) counts.copied_in_part = comm.sum(find_unique(control, dealt(own.synthetic_part, comm)).found);
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
    shared.by_chance = chance_of_sharing(real) * static_cast<double>(shared.synthetic);
    return shared;
}

}  // namespace replica
