#include "engine/rejection.hpp"

#include "engine/error.hpp"
#include "engine/random_stream.hpp"
#include "engine/synthesis.hpp"
#include "kernels/philox_draws.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace replica {
namespace {

constexpr unsigned attempt_bits = 20;

// Below it a round costs as much as one of so many candidates.
constexpr std::size_t least_candidates = 256;

bool accepts(double likelihood, std::uint32_t draw) { return draw < likelihood * 4294967296.0; }

}  // namespace

double likelihood(std::span<const CodeEvidence> given, const CodeColumns& codes, std::size_t row) {
    double product = 1;
    for (const CodeEvidence& evidence : given) product *= evidence.likelihood[codes[evidence.column][row]];
    return product;
}

void draw_until_accepted(std::uint64_t seed, std::uint64_t first, std::size_t rows,
                         std::span<const std::uint32_t> columns, const DrawCandidates& draw, RejectionScratch& scratch,
                         CodeColumns& out) {
    for (const std::uint32_t c : columns) out[c].resize(rows);
    std::vector<std::uint32_t>& waiting = scratch.waiting;
    std::vector<std::uint32_t>& owners = scratch.owners;
    std::vector<bool>& done = scratch.done;
    const Candidates& candidates = scratch.candidates;
    waiting.resize(rows);
    std::iota(waiting.begin(), waiting.end(), 0U);
    done.assign(rows, false);
    for (std::uint64_t index = first << attempt_bits; !waiting.empty(); index += owners.size()) {
        // As many for each row.
        owners.resize(waiting.size() * std::max<std::size_t>(1, least_candidates / waiting.size()));
        if (index + owners.size() > (first + rows) << attempt_bits)
            throw InputError("rows that satisfy --given are too rare for the model to draw; ask for less");
        for (std::size_t k = 0; k < owners.size(); ++k) owners[k] = waiting[k % waiting.size()];
        draw(index, owners, scratch.candidates);
        scratch.draws.resize(owners.size());
        fill_philox_draws(seed, stream_of(Purpose::acceptance, 0), index, scratch.draws);
        for (std::size_t k = 0; k < owners.size(); ++k) {
            if (done[owners[k]] || !accepts(candidates.likelihoods[k], scratch.draws[k])) continue;
            done[owners[k]] = true;
            for (const std::uint32_t c : columns) out[c][owners[k]] = candidates.codes[c][k];
        }
        std::erase_if(waiting, [&](std::uint32_t row) { return done[row]; });
    }
}

double accepted_share(const Model& model) {
    constexpr std::uint64_t most_rows = std::uint64_t{1} << attempt_bits;
    constexpr double enough = 2000;
    constexpr double least = 20;
    Model plain = model;
    plain.given.clear();
    plain.missing_rate = 0;
    const Synthesizer synthesizer(plain);
    SampledBlock block;
    double accepted = 0;
    std::uint64_t rows = 0;
    for (; rows < most_rows && (accepted < enough || rows < person_block_rows); rows += sampling_block_rows) {
        synthesizer.sample_codes(0, rows, sampling_block_rows, block);
        for (std::size_t r = 0; r < sampling_block_rows; ++r) accepted += likelihood(model.given, block.codes, r);
    }
    if (accepted < least)
        throw InputError("--given: of " + std::to_string(rows) + " rows drawn from the model only about " +
                         std::to_string(static_cast<std::uint64_t>(accepted + 0.5)) +
                         " satisfy it, which is too few to draw on, and its tables are too large to be given it "
                         "exactly; ask for less");
    return accepted / static_cast<double>(rows);
}

}  // namespace replica
