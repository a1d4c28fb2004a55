#pragma once

#include "engine/privacy/ledger.hpp"
#include "engine/schema.hpp"
#include "io/extract_source.hpp"
#include "io/privacy/release_journal.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

#include <memory>
#include <optional>

namespace replica {

/// The guarantee that a run gives, from its options. Throws InputError where they contradict each other.
struct Guarantee {
    Accounting accounting = Accounting::zcdp;
    Sensitivity sensitivity;
    double epsilon = 0;
    double delta = 0;    ///< in all; 0 with pure accounting
    double failure = 0;  ///< of it for the thresholds of undeclared categories
    Cost budget;
};

/// undeclared_categories: whether some columns' values have to be found by a threshold.
Guarantee read_guarantee(const DescribeOptions& options, bool undeclared_categories);

/// Where the root keeps the releases of a run, and with what it draws.
class RunLedger {
public:
    /// Opens the journal beside the model, charges the budget file if there is one, and tells of both.
    RunLedger(const DescribeOptions& options, const Guarantee& guarantee, const ExtractSource& source,
              const Schema& schema, Log& log);

    [[nodiscard]] Ledger& ledger() { return *ledger_; }
    /// The model is written.
    void finish() { journal_->finish(); }

private:
    SystemRandomBits bits_;
    std::unique_ptr<ReleaseJournal> journal_;
    std::optional<Ledger> ledger_;
};

/// The options that shape a private model, as TOML lines.
std::string privacy_options_text(const PrivacyOptions& options);

}  // namespace replica
