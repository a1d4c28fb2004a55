#pragma once

#include "engine/simulation/law.hpp"
#include "engine/simulation/quantile_table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Texts are numbers too: an index into the texts of the specification. A missing value is NaN.
enum class ExpressionType : std::uint8_t { number, truth, text };

/// Stands for a column: the number, from 1 on, of a row among those that belong to the same row.
inline constexpr std::uint32_t index_column = 0xffffffffU;

/// A column that an expression reads, in its own table or in one that its rows belong to; or whether that is missing.
struct ExpressionInput {
    std::uint32_t level = 0;  ///< 0: the own table, 1: the one that it belongs to, ...
    std::uint32_t column = 0;
    bool is_missing = false;  ///< 1 where the column is written as missing, else 0

    friend auto operator<=>(const ExpressionInput&, const ExpressionInput&) = default;
};

/// What a name in an expression stands for: a column, or a parameter of the specification.
struct ExpressionName {
    ExpressionType type = ExpressionType::number;
    std::optional<double> constant{};
    ExpressionInput input{};
};

/// What expressions may name, and where their random calls draw from.
struct ExpressionNames {
    std::function<std::optional<ExpressionName>(std::string_view)> find;
    std::function<std::optional<std::function<double(double)>>(std::string_view)> find_curve;  ///< functions of a time
    std::function<double(std::string_view)> text_index;  ///< adds the text where it is new
    std::uint64_t stream = 0;                            ///< call i draws from stream + i * call_stride
    std::string place;  ///< in front of what is wrong with a row: `FILE, line 3: column "x": value`
};
inline constexpr std::uint64_t call_stride = std::uint64_t{1} << 40U;
inline constexpr std::size_t most_calls = 64;  ///< of an expression

/// An expression is wrong; `what` says how, and at which character.
class ExpressionError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Rows that an expression is evaluated for.
struct ExpressionRows {
    std::uint64_t seed = 0;
    std::span<const std::uint64_t> keys;              ///< by row: the index of its random draws
    std::span<const std::span<const double>> inputs;  ///< by Expression::inputs()
};

/// Working memory of evaluations. One a thread.
struct ExpressionScratch {
    std::vector<std::vector<double>> temporaries;
    std::vector<std::vector<double>> constants;
    std::vector<double> uniforms;
    std::vector<std::uint64_t> words;
};

/// A compiled expression: it is evaluated an operation at a time for a block of rows, some nanoseconds an operation and
/// row. Immutable.
///
/// The language is muParserX's (numbers, "texts", + - * / ^, == != < <= > >=, && || !, ?:, functions), and besides
/// - texts in single quotes, `names` in backticks, names of other tables as table.column, `and`, `or`, `not`;
/// - truth values count as 0 and 1 in arithmetic;
/// - random calls by the names in LawFamily, each a fresh draw a row: normal(mean, sd), bernoulli(p), ...;
/// - times in days since 1970-01-01: date(y, m, d), year(t), month(t), day(t), weekday(t) (1 is Monday),
/// day_of_year(t),
///   hour(t), minute(t), and curves by their name;
/// - index, the row's number among those that belong to the same row of the table above, from 1 on;
/// - NA, the missing value, as which a column's infinite value is written too; is_missing(x). What is computed of
///   missing values is missing; a comparison with one is false.
class Expression {
public:
    /// Throws ExpressionError.
    static Expression compile(std::string_view text, const ExpressionNames& names);

    [[nodiscard]] ExpressionType type() const { return type_; }
    [[nodiscard]] const std::vector<ExpressionInput>& inputs() const { return inputs_; }
    /// The value where it is the same in every row.
    [[nodiscard]] std::optional<double> constant() const;

    /// Throws InputError where a row gives a random call a parameter that it can't have.
    void evaluate(const ExpressionRows& rows, std::span<double> out, ExpressionScratch& scratch) const;

    // What ExpressionBuilder fills and evaluate() follows.
    enum class Place : std::uint8_t { input, constant, temporary };
    struct Operand {
        Place place = Place::constant;
        std::uint16_t index = 0;
    };
    using Unary = double (*)(double);
    using Binary = double (*)(double, double);
    enum class Operation : std::uint8_t {
        add,
        subtract,
        multiply,
        divide,
        power,
        negate,
        equal,
        unequal,
        less,
        less_equal,
        both,
        either,
        negation,
        choose,  ///< arguments: condition, value where it holds, value where not
        is_missing,
        unary,   ///< a function of one number
        binary,  ///< a function of two
        curve,
        random
    };
    struct RandomCall {
        LawFamily family = LawFamily::normal;
        std::uint64_t stream = 0;
        std::shared_ptr<const QuantileTable> table{};  ///< where the parameters are constant
    };
    struct Instruction {
        Operation operation = Operation::add;
        std::uint16_t target = 0;  ///< a temporary
        std::array<Operand, most_law_parameters> arguments{};
        std::uint8_t argument_count = 0;
        std::uint16_t index = 0;  ///< of a curve or random call
        Unary unary = nullptr;
        Binary binary = nullptr;
    };

private:
    friend class ExpressionBuilder;

    void random(const Instruction& instruction, const std::array<const double*, most_law_parameters>& arguments,
                const ExpressionRows& rows, std::span<double> out, ExpressionScratch& scratch) const;
    [[noreturn]] void fail(const RandomCall& call, const LawFault& fault, double value, std::uint64_t key) const;

    std::vector<Instruction> instructions_;
    std::vector<ExpressionInput> inputs_;
    std::vector<double> constants_;
    std::vector<RandomCall> calls_;
    std::vector<std::function<double(double)>> curves_;
    std::uint16_t temporaries_ = 0;
    Operand result_;
    ExpressionType type_ = ExpressionType::number;
    std::string place_;
};

}  // namespace replica
