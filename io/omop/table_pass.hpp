#pragma once

#include "io/omop/quality_checks.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace replica {

/// What a check's figures mean.
using CheckJudge = std::function<Verdict(const QualityCheck&)>;
Verdict structural(const QualityCheck& check);  ///< an error from the first row on
Verdict doubtful(const QualityCheck& check);    ///< a warning from the first row on
Verdict plausible(const QualityCheck& check);   ///< an error above 1 % of the rows, else a warning
Verdict unmapped(const QualityCheck& check);    ///< a warning above 5 % of the rows

/// The check with its sentence, "2,649 of 5,343 rows ...", where rows failed.
QualityCheck concluded(QualityCheck check, const CheckJudge& judge, const std::string& says);

/// The whole numbers of a query's first row.
std::vector<std::uint64_t> first_row_of_numbers(SqlEngine& engine, const std::string& sql);

/// Checks of one table that one pass over it answers: each counts rows, and those that fail.
class TablePass {
public:
    /// `from`: what the conditions speak of, the table itself or a join. The other two must outlive the object.
    TablePass(SqlEngine& engine, const OmopTable& table, std::string from);

    /// `about` and `fails` are conditions in SQL; `says` completes "2 of 9 rows ...".
    void add(CheckKind kind, const std::string& column, const std::string& about, const std::string& fails,
             CheckJudge judge, std::string says);
    /// That a column's values differ.
    void add_key(const std::string& column);

    /// Appends the checks to `out`, and returns the table's rows.
    std::uint64_t run(std::vector<QualityCheck>& out);

private:
    SqlEngine& engine_;
    const OmopTable& table_;
    std::string from_;
    std::vector<QualityCheck> checks_;
    std::vector<CheckJudge> judges_;
    std::vector<std::string> says_;
    std::string selected_;
};

}  // namespace replica
