// Reads the language of expressions by precedence (Pratt 1973), and emits an instruction for each operation.
#include "engine/simulation/expression_builder.hpp"
#include "engine/simulation/expression_functions.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace replica {

using Operation = Expression::Operation;
using Operand = Expression::Operand;
using Place = Expression::Place;

namespace {

bool starts_name(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
}
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool continues_name(char letter) { return starts_name(letter) || is_digit(letter) || letter == '.'; }

std::string_view words_for(ExpressionType type) {
    switch (type) {
        case ExpressionType::number: return "a number";
        case ExpressionType::truth: return "a condition";
        case ExpressionType::text: return "a text";
    }
    return "";
}

}  // namespace

class ExpressionCompiler {
    using Value = ExpressionValue;

public:
    ExpressionCompiler(std::string_view text, const ExpressionNames& names) : text_(text), names_(names) {}

    Expression compile() {
        const Value value = read_choice();
        skip_blanks();
        if (position_ < text_.size()) fail("\"" + std::string(text_.substr(position_, 1)) + "\" isn't expected");
        return builder_.finish(value, names_.place);
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw ExpressionError(what + " at character " + std::to_string(position_ + 1) + " of \"" + std::string(text_) +
                              "\"");
    }

    void skip_blanks() {
        while (position_ < text_.size() &&
               (text_[position_] == ' ' || text_[position_] == '\t' || text_[position_] == '\n'))
            ++position_;
    }
    bool take(std::string_view symbol) {
        skip_blanks();
        if (!text_.substr(position_).starts_with(symbol)) return false;
        const bool word = starts_name(symbol[0]);
        const std::size_t end = position_ + symbol.size();
        if (word && end < text_.size() && continues_name(text_[end])) return false;
        position_ = end;
        return true;
    }
    void expect(std::string_view symbol) {
        if (!take(symbol)) fail("\"" + std::string(symbol) + "\" is missing");
    }

    void want(const Value& value, ExpressionType type) const {
        const bool counts = type == ExpressionType::number && value.type == ExpressionType::truth;
        if (value.type != type && !counts && !value.is_na)
            fail(std::string(words_for(value.type)) + " stands where " + std::string(words_for(type)) +
                 " is needed, before what is");
    }

    // The reader is recursive, and nothing that people write is nested deeper.
    class Nesting {
    public:
        explicit Nesting(ExpressionCompiler& compiler) : compiler_(compiler) {
            constexpr int deepest = 600;
            if (++compiler_.depth_ > deepest) compiler_.fail("the expression is nested too deep");
        }
        ~Nesting() { --compiler_.depth_; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;

    private:
        ExpressionCompiler& compiler_;
    };

    // Chains of choices are long where they stand for tables, so they are read one after another, not one in another.
    Value read_choice() {
        const Nesting nesting(*this);
        std::vector<std::pair<Value, Value>> choices;  // condition, and value where it is the first that holds
        for (;;) {
            const Value value = read_either();
            if (!take("?")) return chosen(choices, value);
            want(value, ExpressionType::truth);
            const Value then = read_choice();
            expect(":");
            choices.emplace_back(value, then);
        }
    }
    Value chosen(const std::vector<std::pair<Value, Value>>& choices, Value otherwise) {
        for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
            const Value& then = choice->second;
            ExpressionType type = then.is_na ? otherwise.type : then.type;
            if (!then.is_na && !otherwise.is_na && then.type != otherwise.type) {
                if (then.type == ExpressionType::text || otherwise.type == ExpressionType::text)
                    fail("? : gives " + std::string(words_for(then.type)) + " or " +
                         std::string(words_for(otherwise.type)) + "; both must be the same, before what is");
                type = ExpressionType::number;
            }
            const bool is_na = then.is_na && otherwise.is_na;
            otherwise = builder_.emit(Operation::choose, {choice->first, then, otherwise}, type);
            otherwise.is_na = is_na;
        }
        return otherwise;
    }

    Value read_either() {
        Value left = read_both();
        while (take("||") || take("or")) left = logic(Operation::either, left, read_both());
        return left;
    }
    Value read_both() {
        Value left = read_comparison();
        while (take("&&") || take("and")) left = logic(Operation::both, left, read_comparison());
        return left;
    }
    Value logic(Operation operation, const Value& left, const Value& right) {
        want(left, ExpressionType::truth);
        want(right, ExpressionType::truth);
        return builder_.emit(operation, {left, right}, ExpressionType::truth);
    }

    Value read_comparison() {
        const Value left = read_sum();
        if (take("==")) return comparison(Operation::equal, left, read_sum());
        if (take("!=")) return comparison(Operation::unequal, left, read_sum());
        if (take("<=")) return order(Operation::less_equal, left, read_sum());
        if (take(">=")) return mirrored(Operation::less_equal, left, read_sum());
        if (take("<")) return order(Operation::less, left, read_sum());
        if (take(">")) return mirrored(Operation::less, left, read_sum());
        skip_blanks();
        if (position_ < text_.size() && text_[position_] == '=') fail("= compares nothing; write ==");
        return left;
    }
    Value comparison(Operation operation, const Value& left, const Value& right) {
        const bool texts = left.type == ExpressionType::text;
        if (texts != (right.type == ExpressionType::text) && !left.is_na && !right.is_na)
            fail(std::string(words_for(left.type)) + " is compared with " + std::string(words_for(right.type)) +
                 ", before what is");
        return builder_.emit(operation, {left, right}, ExpressionType::truth);
    }
    Value order(Operation operation, const Value& left, const Value& right) {
        want(left, ExpressionType::number);
        want(right, ExpressionType::number);
        return builder_.emit(operation, {left, right}, ExpressionType::truth);
    }
    Value mirrored(Operation operation, const Value& left, const Value& right) { return order(operation, right, left); }

    Value arithmetic(Operation operation, const Value& left, const Value& right) {
        want(left, ExpressionType::number);
        want(right, ExpressionType::number);
        return builder_.emit(operation, {left, right}, ExpressionType::number);
    }
    Value read_sum() {
        Value left = read_product();
        for (;;) {
            if (take("+")) {
                left = arithmetic(Operation::add, left, read_product());
            } else if (take("-")) {
                left = arithmetic(Operation::subtract, left, read_product());
            } else {
                return left;
            }
        }
    }
    Value read_product() {
        Value left = read_sign();
        for (;;) {
            if (take("*")) {
                left = arithmetic(Operation::multiply, left, read_sign());
            } else if (take("/")) {
                left = arithmetic(Operation::divide, left, read_sign());
            } else {
                return left;
            }
        }
    }
    Value read_sign() {
        const Nesting nesting(*this);
        if (take("-")) {
            const Value value = read_sign();
            want(value, ExpressionType::number);
            return builder_.emit(Operation::negate, {value}, ExpressionType::number);
        }
        if (take("+")) return read_sign();
        skip_blanks();
        const bool unequal = text_.substr(position_).starts_with("!=");
        if (!unequal && (take("!") || take("not"))) {
            const Value value = read_sign();
            want(value, ExpressionType::truth);
            return builder_.emit(Operation::negation, {value}, ExpressionType::truth);
        }
        return read_power();
    }
    Value read_power() {
        const Value base = read_primary();
        if (!take("^")) return base;
        return arithmetic(Operation::power, base, read_sign());
    }

    Value read_primary() {
        const Nesting nesting(*this);
        skip_blanks();
        if (position_ == text_.size()) fail("a value is missing");
        const char letter = text_[position_];
        if (take("(")) {
            const Value value = read_choice();
            expect(")");
            return value;
        }
        if (is_digit(letter) || letter == '.') return read_number();
        if (letter == '\'' || letter == '"')
            return builder_.constant(names_.text_index(read_quoted(letter)), ExpressionType::text);
        if (letter == '`') return named(read_quoted('`'));
        if (!starts_name(letter)) fail("\"" + std::string(1, letter) + "\" isn't expected");
        const std::size_t start = position_;
        const std::string name = read_name();
        if (take("(")) return call(name, start);
        if (name == "true" || name == "false") return builder_.constant(name == "true" ? 1 : 0, ExpressionType::truth);
        if (name == "NA") {
            Value value = builder_.constant(std::nan(""));
            value.is_na = true;
            return value;
        }
        position_ = start;
        const Value value = named(name);
        position_ = start + name.size();
        return value;
    }

    Value read_number() {
        double value = 0;
        const auto [end, error] = std::from_chars(text_.data() + position_, text_.data() + text_.size(), value);
        if (error != std::errc{}) fail("this is no number");
        position_ = static_cast<std::size_t>(end - text_.data());
        return builder_.constant(value);
    }
    std::string read_quoted(char quote) {
        const std::size_t end = text_.find(quote, position_ + 1);
        if (end == std::string_view::npos) fail(std::string("the closing ") + quote + " is missing for what starts");
        const std::string inner(text_.substr(position_ + 1, end - position_ - 1));
        position_ = end + 1;
        return inner;
    }
    std::string read_name() {
        const std::size_t start = position_;
        while (position_ < text_.size() && continues_name(text_[position_])) ++position_;
        return std::string(text_.substr(start, position_ - start));
    }

    Value named(const std::string& name) {
        const auto found = names_.find(name);
        if (!found) {
            if (is_function(name) || law_family_named(name)) fail("\"" + name + "\" is a function and needs (...)");
            fail("there is no column or parameter \"" + name + "\"; it stands");
        }
        if (found->constant) return builder_.constant(*found->constant, found->type);
        return builder_.input(found->input, found->type);
    }
    Value call(const std::string& name, std::size_t start) {
        if (name == "is_missing") return missing_call();
        std::vector<Value> arguments;
        if (!take(")")) {
            do arguments.push_back(read_choice());
            while (take(","));
            expect(")");
        }
        position_ = std::exchange(start, position_);
        for (const Value& argument : arguments) want(argument, ExpressionType::number);
        const Value value = apply(name, arguments);
        position_ = start;
        return value;
    }
    Value missing_call() {
        const Value value = read_choice();
        expect(")");
        if (value.operand.place == Place::input) {
            ExpressionInput wanted = builder_.input_of(value);
            wanted.is_missing = true;
            return builder_.input(wanted, ExpressionType::truth);
        }
        return builder_.emit(Operation::is_missing, {value}, ExpressionType::truth);
    }

    Value apply(const std::string& name, const std::vector<Value>& arguments) {
        if (const auto family = law_family_named(name)) return random(*family, arguments);
        if (name == "date") return date(arguments);
        Expression::Instruction instruction;
        if (const ExpressionFunction* function = find_function(name, arguments.size())) {
            instruction.unary = function->unary;
            instruction.binary = function->binary;
            if (function->unary != nullptr) {
                instruction.operation = Operation::unary;
                return builder_.emit(instruction, {arguments[0]}, ExpressionType::number);
            }
            instruction.operation = Operation::binary;
            Value value = arguments[0];
            for (std::size_t i = 1; i < arguments.size(); ++i)
                value = builder_.emit(instruction, {value, arguments[i]}, ExpressionType::number);
            return value;
        }
        if (is_function(name))
            fail(name + " takes another number of values than " + std::to_string(arguments.size()) + ";");
        const auto curve = names_.find_curve(name);
        if (!curve) fail("there is no function \"" + name + "\"; it stands");
        if (arguments.size() != 1) fail("the curve \"" + name + "\" takes one time;");
        instruction.operation = Operation::curve;
        instruction.index = builder_.add_curve(*curve);
        return builder_.emit(instruction, {arguments[0]}, ExpressionType::number);
    }

    Value date(const std::vector<Value>& arguments) {
        std::array<double, 3> parts{};
        if (arguments.size() != parts.size()) fail("date takes year, month and day;");
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto part = builder_.constant_of(arguments[i]);
            if (!part) fail("date takes numbers only;");
            parts[i] = *part;
        }
        const bool sound =
            std::abs(parts[0]) < 1e4 && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 && parts[2] <= 31;
        if (!sound) fail("that is no date;");
        return builder_.constant(date_of(parts[0], parts[1], parts[2]));
    }

    Value random(const LawFamilyName& family, const std::vector<Value>& arguments) {
        if (arguments.size() != family.parameters.size()) {
            std::string list;
            for (const std::string_view parameter : family.parameters)
                list += (list.empty() ? "" : ", ") + std::string(parameter);
            fail(std::string(family.name) + " takes " + list + ";");
        }
        if (builder_.calls() == most_calls) fail("there are too many random calls;");
        Expression::RandomCall call{family.family, names_.stream + builder_.calls() * call_stride, {}};
        Expression::Instruction instruction;
        instruction.operation = Operation::random;
        LawParameters parameters{};
        bool constants = true;
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            const auto value = builder_.constant_of(arguments[i]);
            constants = constants && value;
            if (value) parameters[i] = *value;
        }
        if (constants) {
            if (const auto fault = fault_of(family.family, parameters))
                fail(std::string(family.parameters[fault->parameter]) + " of " + std::string(family.name) + " " +
                     fault->what + ";");
            call.table = std::make_shared<const QuantileTable>(parametric_law(family.family, parameters));
        }
        instruction.index = builder_.add_call(std::move(call));
        if (constants) return builder_.emit(instruction, {}, ExpressionType::number);
        if (arguments.size() == 1) return builder_.emit(instruction, {arguments[0]}, ExpressionType::number);
        if (arguments.size() == 2)
            return builder_.emit(instruction, {arguments[0], arguments[1]}, ExpressionType::number);
        return builder_.emit(instruction, {arguments[0], arguments[1], arguments[2]}, ExpressionType::number);
    }

    std::string_view text_;
    const ExpressionNames& names_;
    std::size_t position_ = 0;
    int depth_ = 0;
    ExpressionBuilder builder_;
};

Expression Expression::compile(std::string_view text, const ExpressionNames& names) {
    return ExpressionCompiler(text, names).compile();
}

}  // namespace replica
