#pragma once

#include "engine/simulation/expression.hpp"

#include <string_view>

namespace replica {

/// A function of expressions of one or two numbers.
struct ExpressionFunction {
    std::string_view name;
    Expression::Unary unary = nullptr;
    Expression::Binary binary = nullptr;  ///< with `folds`, applied from the left to two or more arguments
    bool folds = false;
};

/// By name; nothing for an unknown one. Some names have a form of one and one of two arguments.
const ExpressionFunction* find_function(std::string_view name, std::size_t arguments);

/// Whether there is a function of the name, whatever its arguments.
bool is_function(std::string_view name);

/// Times are days since 1970-01-01.
double date_of(double year, double month, double day);

}  // namespace replica
