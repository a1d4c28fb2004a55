#pragma once

#include "engine/simulation/expression.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// A part of an expression that is being compiled.
struct ExpressionValue {
    Expression::Operand operand;
    ExpressionType type = ExpressionType::number;
    bool is_na = false;  ///< NA itself, which is of any type
};

/// Puts an expression's instructions together. Each value is used once, as an argument or as the result; operations on
/// constants are done at once. Throws ExpressionError where the expression is too long.
class ExpressionBuilder {
public:
    ExpressionValue constant(double value, ExpressionType type = ExpressionType::number);
    ExpressionValue input(const ExpressionInput& wanted, ExpressionType type);
    ExpressionValue emit(Expression::Instruction instruction, std::initializer_list<ExpressionValue> arguments,
                         ExpressionType type);
    ExpressionValue emit(Expression::Operation operation, std::initializer_list<ExpressionValue> arguments,
                         ExpressionType type);

    /// Index of a curve or call, for an instruction.
    std::uint16_t add_curve(std::function<double(double)> curve);
    std::uint16_t add_call(Expression::RandomCall call);
    [[nodiscard]] std::size_t calls() const { return program_.calls_.size(); }

    /// The input that a value is. Precondition: it is one.
    [[nodiscard]] const ExpressionInput& input_of(const ExpressionValue& value) const {
        return program_.inputs_[value.operand.index];
    }
    [[nodiscard]] std::optional<double> constant_of(const ExpressionValue& value) const;

    [[nodiscard]] Expression finish(const ExpressionValue& result, const std::string& place);

private:
    std::uint16_t acquire();
    ExpressionValue fold(const ExpressionValue& value);

    Expression program_;
    std::vector<bool> in_use_;  ///< by temporary
};

}  // namespace replica
