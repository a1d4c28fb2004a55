#pragma once

#include "io/csv/tokenized_chunk.hpp"
#include "io/deidentify/deidentified_extract.hpp"

#include <optional>
#include <string>
#include <vector>

namespace replica {

/// A column of a de-identified extract.
struct OutColumn {
    std::size_t source = 0;
    std::string name;
    std::vector<std::size_t> rules;  ///< of the plan, in their order
};

/// Where the columns of a plan go: those that stay in place first, renamed ones behind them. names: of the source's.
std::vector<OutColumn> out_columns(const DeidentifyPlan& plan, const std::vector<std::string>& names);

/// Index of a name; names.size() where it isn't there.
std::size_t index_of(const std::vector<std::string>& names, const std::string& name);

/// Treats the values of rows, and counts what it does. One a thread; both arguments outlive it.
class ValueTreater {
public:
    ValueTreater(const DeidentifyPlan& plan, const ExtractSource& source);

    /// Whether the row stays, by the rules that keep rows.
    bool keeps(const TokenizedChunk& chunk, std::size_t row);

    /// The value of a column after its rules; nothing where it is missing.
    std::optional<std::string> value(const TokenizedChunk& chunk, std::size_t row, const OutColumn& column);

    [[nodiscard]] DeidentifyRecord& record() { return record_; }

private:
    std::optional<std::string> treat_by(std::size_t rule, const std::string& text, const TokenizedChunk& chunk,
                                        std::size_t row, const OutColumn& column) const;

    const DeidentifyPlan& plan_;
    std::vector<std::size_t> persons_;               // by rule: the column that names the person
    std::vector<std::vector<std::size_t>> columns_;  // by rule
    DeidentifyRecord record_;
};

}  // namespace replica
