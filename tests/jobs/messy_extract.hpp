#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace replica::test {

/// An extract with what makes reading and learning hard: quotes, embedded line ends, several missing tokens, texts in
/// UTF-8, dates, booleans, columns that are empty, constant or unique, and from 160,000 rows on more than 65,536
/// distinct persons, numbers and texts, so that not all of them are kept. The same rows at every call.
struct MessyExtract {
    std::string header;                ///< with its line end
    std::vector<std::string> records;  ///< each with its line end
};
MessyExtract messy_extract(std::size_t rows);

/// The header and the records [begin, end) as one file.
std::string csv_of(const MessyExtract& extract, std::size_t begin, std::size_t end);

}  // namespace replica::test
