#include "jobs/evaluation_copies.hpp"

#include "kernels/philox.hpp"

namespace replica {
namespace {

using Hashes = std::vector<std::uint64_t>;

// About `wanted` of all rows, by their numbers.
Hashes part_of(const Hashes& own, std::uint64_t first, std::uint64_t wanted, std::uint64_t rows) {
    constexpr std::uint64_t stream = 0xE7A1'0004;
    Hashes part;
    for (std::size_t i = 0; i < own.size(); ++i)
        if (wanted >= rows || scale_word(philox_word(0, stream, first + i), rows) < wanted) part.push_back(own[i]);
    return part;
}

void split_halves(const Hashes& real, std::uint64_t first, OwnRows& own) {
    for (std::size_t i = 0; i < real.size(); ++i)
        (half_of_row(first + i) == 0 ? own.real : own.real_rest).push_back(real[i]);
}

}  // namespace

OwnRows hash_tables(EvaluatedTables& tables, const Comparison& comparison, std::span<const ComparedCoder> coders,
                    int threads, const Communicator& world) {
    OwnRows own;
    const auto hashed = [&](ProfiledTable& table, const std::vector<std::size_t>& fields) {
        return hash_own_rows(table.source, coders, fields, world, threads);
    };
    if (tables.holdout) {
        own.origin = HoldoutOrigin::given;
        own.real = hashed(*tables.real, comparison.real);
        own.holdout = hashed(*tables.holdout, comparison.holdout);
        own.synthetic = hashed(tables.synthetic, comparison.synthetic);
        return own;
    }
    split_halves(hashed(*tables.real, comparison.real), first_own_row(tables.real->source), own);
    own.synthetic = hashed(tables.synthetic, comparison.synthetic);
    own.synthetic_part = part_of(own.synthetic, first_own_row(tables.synthetic.source), world.sum(own.real_rest.size()),
                                 tables.synthetic.source.rows);
    return own;
}

std::vector<SharedIdentifiers> identifiers_of(const EvaluatedTables& tables, const Comparison& comparison) {
    std::vector<SharedIdentifiers> identifiers;
    for (const SetAside& column : comparison.set_aside) {
        const bool identifies = column.role == Role::key || column.role == Role::person;
        if (!identifies || !column.real) continue;
        identifiers.push_back(shared_identifiers(column.name, tables.real->profiles[*column.real].values(),
                                                 tables.synthetic.profiles[column.synthetic].values()));
    }
    return identifiers;
}

}  // namespace replica
