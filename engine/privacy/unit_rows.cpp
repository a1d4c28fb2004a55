#include "engine/privacy/unit_rows.hpp"

#include "engine/byte_stream.hpp"

#include <algorithm>
#include <unordered_map>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace replica {
namespace {

struct UnitHash {
    std::size_t operator()(const UnitId& unit) const { return unit.low; }
};

std::size_t rank_of(const UnitId& unit, std::size_t ranks) { return unit.high % ranks; }

using RowsOfUnits = std::unordered_map<UnitId, std::uint64_t, UnitHash>;

/// Asks the rank that each unit falls to: `answer` gets the units of one rank after another, those of lower ranks, and
/// so of earlier rows, first. By row of this rank.
template <typename Answer>
std::vector<std::uint64_t> ask(std::span<const UnitId> units, const Communicator& comm, const Answer& answer) {
    const auto ranks = static_cast<std::size_t>(comm.size());
    std::vector<std::vector<UnitId>> asked(ranks);
    for (const UnitId& unit : units) asked[rank_of(unit, ranks)].push_back(unit);
    std::vector<Bytes> questions;
    for (const auto& of_rank : asked) {
        ByteWriter out;
        out.put_all(of_rank);
        questions.push_back(out.take());
    }
    std::vector<std::vector<UnitId>> received;
    for (const Bytes& bytes : comm.all_to_all(questions)) received.push_back(ByteReader(bytes).get_all<UnitId>());
    std::vector<Bytes> answers;
    for (const auto& values : answer(received)) {
        ByteWriter out;
        out.put_all(values);
        answers.push_back(out.take());
    }
    std::vector<std::vector<std::uint64_t>> answered;
    for (const Bytes& bytes : comm.all_to_all(answers)) answered.push_back(ByteReader(bytes).get_all<std::uint64_t>());
    std::vector<std::uint64_t> by_row;
    std::vector<std::size_t> next(ranks);
    for (const UnitId& unit : units) {
        const std::size_t rank = rank_of(unit, ranks);
        by_row.push_back(answered[rank][next[rank]++]);
    }
    return by_row;
}

}  // namespace

UnitId unit_of(std::string_view text, std::uint64_t seed) {
    const XXH128_hash_t hash = XXH3_128bits_withSeed(text.data(), text.size(), seed);
    return {hash.low64, hash.high64};
}

BoundedRows bound_rows(std::span<const UnitId> units, std::uint32_t max_rows, const Communicator& comm) {
    RowsOfUnits rows_of;
    const auto keep_first = [&](const std::vector<std::vector<UnitId>>& received) {
        std::vector<std::vector<std::uint64_t>> kept(received.size());
        for (std::size_t rank = 0; rank < received.size(); ++rank) {
            for (const UnitId& unit : received[rank]) {
                std::uint64_t& rows = rows_of[unit];
                kept[rank].push_back(rows < max_rows ? 1 : 0);
                rows += kept[rank].back();
            }
        }
        return kept;
    };
    BoundedRows bounded;
    for (const std::uint64_t kept : ask(units, comm, keep_first))
        bounded.kept.push_back(static_cast<std::uint8_t>(kept));
    bounded.units_by_size.assign(max_rows, 0);
    for (const auto& [unit, rows] : rows_of) ++bounded.units_by_size[rows - 1];
    comm.sum_in_place(bounded.units_by_size);
    if (!comm.is_root()) bounded.units_by_size.clear();
    return bounded;
}

std::vector<std::uint64_t> count_rows_of_units(std::span<const UnitId> units, const Communicator& comm) {
    return ask(units, comm, [](const std::vector<std::vector<UnitId>>& received) {
        RowsOfUnits rows_of;
        for (const auto& of_rank : received)
            for (const UnitId& unit : of_rank) ++rows_of[unit];
        std::vector<std::vector<std::uint64_t>> counts(received.size());
        for (std::size_t rank = 0; rank < received.size(); ++rank)
            for (const UnitId& unit : received[rank]) counts[rank].push_back(rows_of[unit]);
        return counts;
    });
}

}  // namespace replica
