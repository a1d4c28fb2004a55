#pragma once

#include "io/csv/dialect.hpp"
#include "io/csv/tokenizer.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// Where a fault is.
struct FaultPlace {
    std::string path;
    std::uint64_t line = 0;       ///< of Fault::offset, from 1
    std::uint64_t open_line = 0;  ///< text_after_quote: line of the opening quote
};

/// `FILE, line 7, column "age"`; the column is left out where the record has more fields than the header.
std::string describe_place(const std::string& path, std::uint64_t line, const std::vector<std::string>& columns,
                           std::size_t column);

/// The sentence for a fault: file, line, what is wrong, what to do.
std::string describe_fault(const Fault& fault, const FaultPlace& place, const std::vector<std::string>& columns,
                           const CsvDialect& dialect);

}  // namespace replica
