#pragma once

#include "engine/simulation/calendar_arrivals.hpp"
#include "engine/simulation/expression.hpp"
#include "engine/simulation/quantile_table.hpp"
#include "engine/simulation/simulation_spec.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace replica {

/// Rows of one table that are simulated together, by column. Texts are numbers (Simulator::texts()), times are days
/// since 1970-01-01.
struct SimulatedRows {
    std::vector<std::uint64_t> keys;           ///< by row: what its draws are of, and its number less one
    std::vector<std::uint32_t> parents;        ///< by row: the row that it belongs to
    std::vector<std::vector<double>> values;   ///< by column, as expressions see them
    std::vector<std::vector<double>> missing;  ///< by column: 1 where the value is written as missing
    std::vector<std::pair<ExpressionInput, std::vector<double>>> gathered;  ///< columns of the tables above
    std::size_t gathered_count = 0;                                         ///< of them that are of these rows

    [[nodiscard]] std::size_t rows() const { return keys.size(); }
};

/// Rows of all tables that belong to some rows of the first, and the working memory that makes them. One a thread.
struct SimulatedBlock {
    std::vector<SimulatedRows> tables;
    ExpressionScratch expressions;
    std::vector<std::vector<double>> latent;  ///< of the columns with rank correlations
    std::vector<double> draws, more_draws, scratch, condition;
    std::vector<std::uint64_t> words;
    std::vector<std::uint8_t> choice;
    std::vector<std::span<const double>> inputs;
};

/// How a column is written.
struct SimulatedForm {
    std::string name;
    std::uint32_t column = 0;
    WrittenType type = WrittenType::number;  ///< not automatic
    std::optional<std::uint32_t> decimals{};
    bool is_pattern = false;
    bool is_sequence = false;
    std::int64_t start = 1, step = 1;  ///< of a sequence
    std::string pattern;
    std::uint64_t stream = 0;  ///< of a pattern's draws
};

/// A table as it is written.
struct SimulatedTableForm {
    std::string name;
    std::vector<SimulatedForm> columns;
    const FixedRows* fixed = nullptr;  ///< rows that are there as they are; of the simulator's specification
    std::size_t table = 0;
};

/// Makes the rows of a specification. Every value is a function of (specification, seed, row), and of a column's draws
/// by its name alone: one more column leaves the others as they are. Immutable after construction.
class Simulator {
public:
    /// Compiles all expressions, tabulates the laws and solves for latent correlations. Throws InputError, which names
    /// file, line and key.
    explicit Simulator(SimulationSpec spec);

    /// Makes rows [first, first + count) of the first table and all that belongs to them. Throws InputError where a row
    /// gives a law a parameter that it can't have, or has more rows than its table's `most`.
    void simulate(std::uint64_t seed, std::uint64_t first, std::size_t count, SimulatedBlock& block) const;

    [[nodiscard]] const SimulationSpec& spec() const { return *spec_; }
    [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }
    /// Tables that are written, in the specification's order.
    [[nodiscard]] const std::vector<SimulatedTableForm>& forms() const { return forms_; }
    /// What a user should know: a matrix that wasn't positive definite, and by how much it was changed.
    [[nodiscard]] const std::vector<std::string>& remarks() const { return remarks_; }
    /// Whether more than one table is written, or one with a name.
    [[nodiscard]] bool has_tables() const;

    // What the compiler fills.
    struct Rule {
        Expression condition, value;
    };
    struct Column {
        ColumnKind kind = ColumnKind::value;
        ExpressionType type = ExpressionType::number;
        std::uint64_t draws = 0, time_draws = 0, missing_draws = 0;  ///< streams
        std::vector<QuantileTable> laws;                             ///< the column's own, then those of `conditions`
        std::vector<Expression> conditions;
        std::vector<double> labels;  ///< texts of the law's values 0, 1, ...
        std::optional<CalendarArrivals> arrivals;
        std::optional<std::array<Expression, 2>> between;
        Expression value;
        std::vector<Rule> rules;
        std::optional<double> lowest, highest, unit;  ///< unit: 10^decimals
        double missing = 0;
        std::optional<Expression> missing_when;
        std::optional<std::size_t> latent;  ///< its row in the table's factor
        std::int64_t start = 1, step = 1;
    };
    struct Step {
        std::uint32_t column = 0;
        bool is_missing = false;  ///< which values are missing, else the values
    };
    struct Table {
        std::optional<std::size_t> parent;
        std::uint32_t most = 1;
        Expression count;
        std::optional<Expression> keep;
        std::vector<Column> columns;
        std::vector<Step> steps;
        std::vector<std::uint32_t> latent_columns;
        Eigen::MatrixXd factor;  ///< lower triangle: latent = factor x independent normals
    };

private:
    friend class SimulationCompiler;

    void make_rows(std::size_t table, std::uint64_t seed, SimulatedBlock& block) const;
    void add_children(std::size_t table, std::uint64_t seed, SimulatedBlock& block) const;
    void fill_latent(const Table& table, std::uint64_t seed, const SimulatedRows& rows, SimulatedBlock& block) const;
    void fill_values(std::size_t table, std::uint32_t column, std::uint64_t seed, SimulatedBlock& block) const;
    void fill_missing(std::size_t table, std::uint32_t column, std::uint64_t seed, SimulatedBlock& block) const;
    void draw_law(std::size_t table, const Column& column, std::uint64_t seed, SimulatedBlock& block,
                  std::vector<double>& out) const;
    void draw_arrivals(std::size_t table, const Column& column, std::uint64_t seed, SimulatedBlock& block,
                       std::vector<double>& out) const;
    /// Uniform draws of a column's rows, by way of its latent variable where it has one.
    void fill_draws(const Column& column, std::uint64_t seed, const SimulatedRows& rows, SimulatedBlock& block) const;
    void evaluate(std::size_t table, const Expression& expression, std::uint64_t seed, SimulatedBlock& block,
                  std::vector<double>& out) const;
    [[nodiscard]] std::span<const double> input(std::size_t table, const ExpressionInput& wanted,
                                                SimulatedBlock& block) const;
    void drop_rows(std::size_t table, std::uint64_t seed, SimulatedBlock& block) const;

    std::unique_ptr<const SimulationSpec> spec_;
    std::vector<Table> tables_;  ///< by table of the specification
    std::vector<std::string> texts_;
    std::vector<SimulatedTableForm> forms_;
    std::vector<std::string> remarks_;
};

}  // namespace replica
