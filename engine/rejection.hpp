#pragma once

#include "engine/model.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace replica {

/// Codes by column, then by row.
using CodeColumns = std::vector<std::vector<std::uint16_t>>;

/// Candidates for rows.
struct Candidates {
    CodeColumns codes;
    std::vector<double> likelihoods;  ///< with which each is accepted
};

/// Working memory of one thread.
struct RejectionScratch {
    Candidates candidates;
    CodeColumns trial_rows;              ///< of candidates for persons
    std::vector<std::uint32_t> waiting;  ///< rows that have no accepted candidate yet
    std::vector<std::uint32_t> owners;   ///< by candidate: its row
    std::vector<std::uint32_t> draws;
    std::vector<bool> done;  ///< by row
};

/// Product of the likelihoods of row `row`'s codes.
double likelihood(std::span<const CodeEvidence> given, const CodeColumns& codes, std::size_t row);

/// Makes a candidate for each row that `owners` names, from the draws from number `index` on.
using DrawCandidates =
    std::function<void(std::uint64_t index, std::span<const std::uint32_t> owners, Candidates& candidates)>;

/// Rejection sampling: draws candidates for each row until one is accepted, and fills out[c][0 .. rows) for all c of
/// `columns` with its codes. Each row has candidates of its own, so that what is fixed about it stays.
///
/// Candidates have numbers in [first x 2^20, (first + rows) x 2^20), so blocks of rows that don't overlap share none,
/// and `out` is a function of (seed, first, rows). Throws InputError where they don't suffice.
void draw_until_accepted(std::uint64_t seed, std::uint64_t first, std::size_t rows,
                         std::span<const std::uint32_t> columns, const DrawCandidates& draw, RejectionScratch& scratch,
                         CodeColumns& out);

/// Share of the rows that `model` makes which satisfy model.given, estimated from up to 2^20 drawn rows. Throws
/// InputError where too few do.
double accepted_share(const Model& model);

}  // namespace replica
