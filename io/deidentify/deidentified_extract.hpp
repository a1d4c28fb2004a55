#pragma once

#include "engine/column_profile.hpp"
#include "engine/model.hpp"
#include "io/deidentify/pseudonym_key.hpp"
#include "io/deidentify/treatment.hpp"
#include "io/extract_source.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// What one rule did.
struct RuleRecord {
    std::uint64_t changed = 0;       ///< values that are others now
    std::uint64_t made_missing = 0;  ///< values that it couldn't read
    std::uint64_t rows_left_out = 0;
    std::uint64_t rows_blanked = 0;
};

struct DeidentifyRecord {
    std::uint64_t rows_read = 0;
    std::uint64_t rows_written = 0;
    std::vector<RuleRecord> rules;  ///< in their order
};

/// What is done to an extract, bound to its columns.
struct DeidentifyPlan {
    std::vector<DeidentifyRule> rules;
    std::vector<ValueFormat> formats;  ///< by column of the source
    std::optional<PseudonymKey> key;   ///< where some rule needs it
};

/// Binds rules to an extract. Throws InputError where a column isn't there, is treated after it was dropped, or has no
/// values of the kind that a rule needs, and where two columns would have the same name.
DeidentifyPlan plan_deidentification(std::vector<DeidentifyRule> rules, const ExtractSource& source,
                                     const std::vector<ColumnProfile>& profiles);

/// Whether some rule needs a key.
bool needs_key(const std::vector<DeidentifyRule>& rules);

/// Columns that some rule treats.
std::vector<bool> treated_columns(const std::vector<DeidentifyRule>& rules, const std::vector<std::string>& names);

/// Collective: writes the treated extract to `out` as one CSV file in `form` and in the source's order of rows, under a
/// partial name that is renamed last; two passes where there are rules for small cells, else one. Memory is that of a
/// few chunks a thread, and 16 bytes a row with small cells. The bytes don't depend on ranks or threads.
DeidentifyRecord write_deidentified(const DeidentifyPlan& plan, ExtractSource& source, const std::filesystem::path& out,
                                    const TextForm& form, const Communicator& world, int threads);

}  // namespace replica
