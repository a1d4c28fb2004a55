#pragma once

#include <filesystem>
#include <string>

namespace replica::test {

/// Writes a small hospital's OMOP tables as CSV: 4 persons with ids beyond 32 bits, visits, conditions, drugs,
/// measurements of which two are positive tests for SARS-CoV-2, a death and a vocabulary. Dates are written as
/// 2020-01-31 and as 20200131.
void write_omop_tables(const std::filesystem::path& folder);

/// What cohort persons makes of them.
extern const std::string persons_of_omop_tables;

/// What cohort covid19 makes of them.
extern const std::string covid19_of_omop_tables;

}  // namespace replica::test
