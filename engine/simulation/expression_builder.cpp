#include "engine/simulation/expression_builder.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace replica {

using Place = Expression::Place;

namespace {

// Of the last of so many.
std::uint16_t index_of(std::size_t size) {
    if (size > std::numeric_limits<std::uint16_t>::max()) throw ExpressionError("the expression is too long");
    return static_cast<std::uint16_t>(size - 1);
}

}  // namespace

ExpressionValue ExpressionBuilder::constant(double value, ExpressionType type) {
    program_.constants_.push_back(value);
    return {{Place::constant, index_of(program_.constants_.size())}, type, false};
}

std::optional<double> ExpressionBuilder::constant_of(const ExpressionValue& value) const {
    if (value.operand.place != Place::constant) return std::nullopt;
    return program_.constants_[value.operand.index];
}

ExpressionValue ExpressionBuilder::input(const ExpressionInput& wanted, ExpressionType type) {
    auto& inputs = program_.inputs_;
    const auto known = std::find(inputs.begin(), inputs.end(), wanted);
    const auto index = known - inputs.begin();
    if (known == inputs.end()) {
        inputs.push_back(wanted);
        index_of(inputs.size());
    }
    return {{Place::input, static_cast<std::uint16_t>(index)}, type, false};
}

std::uint16_t ExpressionBuilder::add_curve(std::function<double(double)> curve) {
    program_.curves_.push_back(std::move(curve));
    return index_of(program_.curves_.size());
}

std::uint16_t ExpressionBuilder::add_call(Expression::RandomCall call) {
    program_.calls_.push_back(std::move(call));
    return index_of(program_.calls_.size());
}

std::uint16_t ExpressionBuilder::acquire() {
    const auto free = std::find(in_use_.begin(), in_use_.end(), false);
    const auto index = static_cast<std::size_t>(free - in_use_.begin());
    if (free == in_use_.end()) {
        in_use_.push_back(true);
        program_.temporaries_ = static_cast<std::uint16_t>(index_of(in_use_.size()) + 1);
    } else {
        *free = true;
    }
    return static_cast<std::uint16_t>(index);
}

// A target may be one of its own arguments: operations go row by row.
ExpressionValue ExpressionBuilder::emit(Expression::Instruction instruction,
                                        std::initializer_list<ExpressionValue> arguments, ExpressionType type) {
    for (const ExpressionValue& argument : arguments) {
        instruction.arguments[instruction.argument_count++] = argument.operand;
        if (argument.operand.place == Place::temporary) in_use_[argument.operand.index] = false;
    }
    instruction.target = acquire();
    program_.instructions_.push_back(instruction);
    const ExpressionValue value{{Place::temporary, instruction.target}, type, false};
    const bool constants = std::all_of(arguments.begin(), arguments.end(), [](const ExpressionValue& argument) {
        return argument.operand.place == Place::constant;
    });
    return constants && instruction.operation != Expression::Operation::random ? fold(value) : value;
}

ExpressionValue ExpressionBuilder::emit(Expression::Operation operation,
                                        std::initializer_list<ExpressionValue> arguments, ExpressionType type) {
    Expression::Instruction instruction;
    instruction.operation = operation;
    return emit(instruction, arguments, type);
}

// The last instruction has constants for arguments: its value is one.
ExpressionValue ExpressionBuilder::fold(const ExpressionValue& value) {
    Expression last;
    last.instructions_ = {program_.instructions_.back()};
    Expression::Instruction& instruction = last.instructions_.front();
    for (std::size_t argument = 0; argument < instruction.argument_count; ++argument) {
        last.constants_.push_back(program_.constants_[instruction.arguments[argument].index]);
        instruction.arguments[argument].index = static_cast<std::uint16_t>(argument);
    }
    last.curves_ = program_.curves_;
    last.temporaries_ = program_.temporaries_;
    last.result_ = value.operand;
    double result = 0;
    ExpressionScratch scratch;
    last.evaluate({}, std::span(&result, 1), scratch);
    program_.instructions_.pop_back();
    in_use_[value.operand.index] = false;
    return constant(result, value.type);
}

Expression ExpressionBuilder::finish(const ExpressionValue& result, const std::string& place) {
    program_.result_ = result.operand;
    program_.type_ = result.type;
    program_.place_ = place;
    return std::exchange(program_, {});
}

}  // namespace replica
