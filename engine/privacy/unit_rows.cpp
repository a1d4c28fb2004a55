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

}  // namespace

UnitId unit_of(std::string_view text, std::uint64_t seed) {
    const XXH128_hash_t hash = XXH3_128bits_withSeed(text.data(), text.size(), seed);
    return {hash.low64, hash.high64};
}

BoundedRows bound_rows(std::span<const UnitId> units, std::uint32_t max_rows, const Communicator& comm) {
    const auto ranks = static_cast<std::size_t>(comm.size());
    std::vector<std::vector<UnitId>> asked(ranks);
    for (const UnitId& unit : units) asked[rank_of(unit, ranks)].push_back(unit);
    std::vector<Bytes> questions;
    for (const auto& of_rank : asked) {
        ByteWriter out;
        out.put_all(of_rank);
        questions.push_back(out.take());
    }
    // Lower ranks have earlier rows, so questions come in the order of the source.
    std::unordered_map<UnitId, std::uint32_t, UnitHash> rows_of;
    std::vector<Bytes> answers;
    for (const Bytes& bytes : comm.all_to_all(questions)) {
        std::vector<std::uint8_t> kept;
        for (const UnitId& unit : ByteReader(bytes).get_all<UnitId>()) {
            std::uint32_t& rows = rows_of[unit];
            kept.push_back(rows < max_rows ? 1 : 0);
            rows += kept.back();
        }
        ByteWriter out;
        out.put_all(kept);
        answers.push_back(out.take());
    }
    std::vector<std::vector<std::uint8_t>> answered;
    for (const Bytes& bytes : comm.all_to_all(answers)) answered.push_back(ByteReader(bytes).get_all<std::uint8_t>());

    BoundedRows bounded;
    std::vector<std::size_t> next(ranks);
    for (const UnitId& unit : units) {
        const std::size_t rank = rank_of(unit, ranks);
        bounded.kept.push_back(answered[rank][next[rank]++]);
    }
    bounded.units_by_size.assign(max_rows, 0);
    for (const auto& [unit, rows] : rows_of) ++bounded.units_by_size[rows - 1];
    comm.sum_in_place(bounded.units_by_size);
    if (!comm.is_root()) bounded.units_by_size.clear();
    return bounded;
}

}  // namespace replica
