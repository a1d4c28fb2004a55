#pragma once

#include "engine/privacy/accounting.hpp"
#include "engine/privacy/privacy_statement.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// A release with what was drawn.
struct Drawn {
    Release release;
    std::vector<std::int64_t> outcome;
};

/// Where releases are kept, so that a run that was killed goes on with what it had drawn. Both throw to end the job.
struct ReleaseKeeper {
    /// The next one that an earlier run drew; nothing once all were given.
    std::function<std::optional<Drawn>()> remembered;
    /// Returns when it can't be lost any more.
    std::function<void(const Drawn&)> keep;
};

/// Refuses a release whose cost is above what is left, and one whose noise could be drawn a second time.
///
/// Costs of releases that depend on earlier ones add up as costs of fixed ones do, as long as their sum is bounded
/// ahead (a privacy filter; Whitehouse, Ramdas, Rogers, Wu 2023, theorem 1).
class Ledger {
public:
    /// `bits` outlives the ledger. No part of `keeper` need be there.
    Ledger(Accounting accounting, const Sensitivity& sensitivity, Cost budget, RandomBits& bits,
           ReleaseKeeper keeper = {});

    /// What `draw` draws, or what an earlier run drew here. The cost is spent and the outcome kept before anyone sees
    /// it. Throws JobError where the budget doesn't suffice, InputError where the earlier run made another release.
    std::vector<std::int64_t> release(const Release& release,
                                      const std::function<std::vector<std::int64_t>(RandomBits&)>& draw);

    [[nodiscard]] Accounting accounting() const { return accounting_; }
    [[nodiscard]] const Sensitivity& sensitivity() const { return sensitivity_; }
    [[nodiscard]] Cost budget() const { return budget_; }
    [[nodiscard]] Cost spent() const { return spent_; }
    [[nodiscard]] Cost left() const { return budget_ - spent_; }
    [[nodiscard]] const std::vector<Release>& releases() const { return releases_; }
    [[nodiscard]] bool is_secret() const { return bits_->is_secret(); }

private:
    Accounting accounting_;
    Sensitivity sensitivity_;
    Cost budget_;
    Cost spent_{};
    RandomBits* bits_;
    ReleaseKeeper keeper_;
    std::vector<Release> releases_;
};

/// A table of counts with noise.
struct NoisyCounts {
    std::vector<std::int64_t> cells;
    double variance = 0;  ///< of a cell's noise
};

/// Releases counts for at most `most`, with noise for `sensitivity`: the ledger's, or that of a table to which a unit
/// adds less.
NoisyCounts release_counts(Ledger& ledger, const Sensitivity& sensitivity, const std::string& what,
                           const std::vector<std::uint64_t>& counts, Cost most);

/// "variance 12/5"
std::string scale_text(const std::string& name, Ratio ratio);

}  // namespace replica
