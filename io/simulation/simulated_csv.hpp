#pragma once

#include "engine/row_range.hpp"
#include "engine/simulation/simulator.hpp"
#include "io/csv/csv_field.hpp"
#include "io/csv/csv_writer.hpp"
#include "io/simulation/cell_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// Makes the CSV text of a specification's tables. Immutable; keeps a reference to the simulator.
class SimulatedCsv {
public:
    SimulatedCsv(const Simulator& simulator, std::uint64_t seed);

    /// What one thread works in, and its rows as text, by table that is written.
    struct Block {
        SimulatedBlock simulated;
        std::vector<CsvFields> fields;
        std::vector<CsvRows> texts;
        std::vector<std::uint64_t> rows;
    };

    /// The line of names of the table, by its place among those that are written.
    [[nodiscard]] std::string header(std::size_t form) const;
    /// All rows of a fixed table.
    [[nodiscard]] std::string fixed_rows(std::size_t form) const;
    /// What belongs to rows `rows` of the first table.
    void make_rows(RowRange rows, Block& block) const;
    /// Rows of the first table that are best made together.
    [[nodiscard]] std::uint64_t rows_of_a_block() const;

private:
    struct Column {
        SimulatedForm form;
        char terminator = ',';
        std::optional<PatternText> pattern;
        std::string prepared;               ///< of texts: the missing field, then all texts
        std::vector<std::uint64_t> fields;  ///< in it
    };
    void place(const Column& column, const SimulatedRows& rows, CsvFields& out) const;
    std::uint64_t prepare(std::string_view text, Column& column) const;

    const Simulator& simulator_;
    std::uint64_t seed_ = 0;
    CsvField field_;
    std::vector<std::vector<Column>> tables_;  ///< by table that is written
};

}  // namespace replica
