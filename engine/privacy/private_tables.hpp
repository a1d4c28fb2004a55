#pragma once

#include "engine/mpi/communicator.hpp"
#include "engine/privacy/ledger.hpp"
#include "kernels/pair_tables.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// The rows that may be learned from with noise: every unit has at most sensitivity().max_rows of them.
struct PrivateRows {
    std::vector<std::string> names;      ///< of the columns, public
    std::vector<CodeColumn> columns;     ///< all rows, on every rank
    std::vector<std::uint32_t> domains;  ///< codes of each column, public
};

/// What makes a pair worth measuring.
enum class PairScore : std::uint8_t {
    error,        ///< what measuring it would mend
    information,  ///< rows x mutual information, in nats: the classic choice
};

/// What pairs to choose from: those that the released model explains worst are worth most.
struct PairChoice {
    std::span<const ColumnPair> pairs;              ///< of those that were counted
    std::span<const std::vector<double>> expected;  ///< rows in each of their cells by what is released
    double sigma = 0;                               ///< of the noise that a chosen one is measured with
    std::size_t most = 1;                           ///< to be chosen, without repetition
    Cost each;                                      ///< most that a choice may cost
    PairScore score = PairScore::error;  ///< with information nothing is expected and nothing ends the choice
};

/// The only reader of the data: everything that comes out of here was paid for and has noise. Every function is
/// collective and returns the same on every rank; noise is drawn by the root alone, after counts of all ranks are
/// there, and kept before it is seen (Ledger).
class PrivateTables {
public:
    /// Collective. ledger: only the root's is used, to release and to know what is left. All arguments outlive the
    /// object.
    PrivateTables(const PrivateRows& rows, Ledger& ledger, const Communicator& world, int threads);

    [[nodiscard]] std::size_t size() const { return rows_.columns.size(); }
    [[nodiscard]] std::uint32_t domain(std::size_t column) const { return rows_.domains[column]; }
    [[nodiscard]] Accounting accounting() const { return ledger_.accounting(); }
    [[nodiscard]] const Sensitivity& sensitivity() const { return ledger_.sensitivity(); }
    /// Of the budget, the same on every rank.
    [[nodiscard]] Cost left() const { return left_; }

    /// The number of rows.
    NoisyCounts count_rows(Cost most);
    /// Rows of each code of a column.
    NoisyCounts count_column(std::uint32_t column, Cost most);

    /// Counts pairs of columns for what follows; nothing is released. maps: what each code of a column becomes; sizes:
    /// numbers of codes then. Ranks share the pairs.
    void count_pairs(std::vector<ColumnPair> pairs, const std::vector<std::vector<std::uint16_t>>& maps,
                     const std::vector<std::uint32_t>& sizes);

    /// Chooses pairs one after another by the exponential mechanism, with the score E - A(E): E is the L1 distance of
    /// a pair's counts to what is expected, A what would be left of it once it is measured (distance_after), so that
    /// one unit changes a score by at most sensitivity().l1(). One more candidate, with score 0 and the weight of all
    /// pairs, ends the choice. With PairScore::information the score is n I, which a row changes by at most
    /// log n + 1 nats, and n is below 2^32. Returns indices of choice.pairs, the last one choice.pairs.size() where it
    /// was ended.
    std::vector<std::size_t> choose(const PairChoice& choice);

    /// Rows of each cell of a pair that was counted.
    NoisyCounts count_pair(ColumnPair pair, Cost most);

private:
    [[nodiscard]] std::size_t index_of(ColumnPair pair) const;
    [[nodiscard]] bool is_mine(std::size_t pair) const;
    [[nodiscard]] std::vector<std::uint64_t> distances(const PairChoice& choice) const;
    [[nodiscard]] std::vector<std::int64_t> errors_mended(const PairChoice& choice) const;
    [[nodiscard]] std::vector<std::int64_t> information(const PairChoice& choice) const;
    NoisyCounts release(const std::string& what, const std::vector<std::uint64_t>& counts, Cost most);
    std::size_t release_choice(const PairChoice& choice, const std::vector<std::int64_t>& utilities,
                               const std::vector<bool>& taken);

    const PrivateRows& rows_;
    Ledger& ledger_;
    const Communicator& world_;
    int threads_;
    Cost left_;
    std::vector<std::vector<std::uint64_t>> singles_;  // by column
    std::vector<std::uint32_t> sizes_;                 // codes of each column, once pairs are counted
    std::vector<ColumnPair> pairs_;                    // ascending
    std::vector<std::vector<std::uint32_t>> tables_;   // by pair; empty for those of other ranks
};

}  // namespace replica
