#include "engine/simulation/expression.hpp"

#include "engine/error.hpp"
#include "engine/number_text.hpp"
#include "engine/simulation/uniform_draws.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace replica {
namespace {

using Arguments = std::array<const double*, most_law_parameters>;

template <typename Function>
void each(const Arguments& from, std::span<double> out, Function&& function) {
    const double* a = from[0];
    const double* b = from[1];
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = function(a[i], b[i]);
}

template <typename Function>
void each_one(const Arguments& from, std::span<double> out, Function&& function) {
    const double* a = from[0];
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = function(a[i]);
}

void choose(const Arguments& from, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = from[0][i] > 0 ? from[1][i] : from[2][i];
}

std::string number(double value) {
    std::array<char, 40> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

}  // namespace

std::optional<double> Expression::constant() const {
    if (result_.place != Place::constant) return std::nullopt;
    return constants_[result_.index];
}

void Expression::fail(const RandomCall& call, const LawFault& fault, double value, std::uint64_t key) const {
    const LawFamilyName& name = law_family_names()[static_cast<std::size_t>(call.family)];
    throw InputError(place_ + ": in row " + std::to_string(key + 1) + " " + std::string(name.name) + " gets " +
                     std::string(name.parameters[fault.parameter]) + " " + number(value) + ", which " + fault.what);
}

void Expression::random(const Instruction& instruction, const Arguments& arguments, const ExpressionRows& rows,
                        std::span<double> out, ExpressionScratch& scratch) const {
    const RandomCall& call = calls_[instruction.index];
    scratch.uniforms.resize(out.size());
    fill_uniform(rows.seed, call.stream, rows.keys, scratch.uniforms, scratch.words);
    if (call.table) return call.table->apply(scratch.uniforms, out);
    const QuantileTable& normals = normal_quantiles();
    for (std::size_t i = 0; i < out.size(); ++i) {
        LawParameters parameters{};
        bool missing = false;
        for (std::size_t p = 0; p < most_law_parameters; ++p) {
            if (arguments[p] == nullptr) continue;
            parameters[p] = arguments[p][i];
            missing = missing || std::isnan(parameters[p]);
        }
        if (missing) {
            out[i] = std::nan("");
            continue;
        }
        if (const auto fault = fault_of(call.family, parameters))
            fail(call, *fault, parameters[fault->parameter], rows.keys[i]);
        const double u = scratch.uniforms[i];
        if (call.family == LawFamily::normal) {
            out[i] = parameters[0] + parameters[1] * normals(u);
        } else if (call.family == LawFamily::lognormal) {
            out[i] = std::exp(parameters[0] + parameters[1] * normals(u));
        } else {
            out[i] = quantile_of(call.family, parameters, u);
        }
    }
}

void Expression::evaluate(const ExpressionRows& rows, std::span<double> out, ExpressionScratch& scratch) const {
    const std::size_t n = out.size();
    if (scratch.temporaries.size() < temporaries_) scratch.temporaries.resize(temporaries_);
    for (std::size_t t = 0; t < temporaries_; ++t) scratch.temporaries[t].resize(n);
    if (scratch.constants.size() < constants_.size()) scratch.constants.resize(constants_.size());
    for (std::size_t c = 0; c < constants_.size(); ++c) scratch.constants[c].assign(n, constants_[c]);
    const auto place = [&](const Operand& operand) -> const double* {
        switch (operand.place) {
            case Place::input: return rows.inputs[operand.index].data();
            case Place::constant: return scratch.constants[operand.index].data();
            case Place::temporary: return scratch.temporaries[operand.index].data();
        }
        return nullptr;
    };
    for (const Instruction& step : instructions_) {
        const std::span<double> target(scratch.temporaries[step.target].data(), n);
        Arguments from{};
        for (std::size_t a = 0; a < step.argument_count; ++a) from[a] = place(step.arguments[a]);
        switch (step.operation) {
            case Operation::add: each(from, target, [](double a, double b) { return a + b; }); break;
            case Operation::subtract: each(from, target, [](double a, double b) { return a - b; }); break;
            case Operation::multiply: each(from, target, [](double a, double b) { return a * b; }); break;
            case Operation::divide: each(from, target, [](double a, double b) { return a / b; }); break;
            case Operation::power: each(from, target, [](double a, double b) { return std::pow(a, b); }); break;
            case Operation::negate: each_one(from, target, [](double a) { return -a; }); break;
            case Operation::equal: each(from, target, [](double a, double b) { return a == b ? 1.0 : 0.0; }); break;
            case Operation::unequal:
                each(from, target, [](double a, double b) { return a < b || a > b ? 1.0 : 0.0; });
                break;
            case Operation::less: each(from, target, [](double a, double b) { return a < b ? 1.0 : 0.0; }); break;
            case Operation::less_equal:
                each(from, target, [](double a, double b) { return a <= b ? 1.0 : 0.0; });
                break;
            case Operation::both:
                each(from, target, [](double a, double b) { return a > 0 && b > 0 ? 1.0 : 0.0; });
                break;
            case Operation::either:
                each(from, target, [](double a, double b) { return a > 0 || b > 0 ? 1.0 : 0.0; });
                break;
            case Operation::negation: each_one(from, target, [](double a) { return a > 0 ? 0.0 : 1.0; }); break;
            case Operation::choose: choose(from, target); break;
            case Operation::is_missing:
                each_one(from, target, [](double a) { return std::isnan(a) ? 1.0 : 0.0; });
                break;
            case Operation::unary: each_one(from, target, step.unary); break;
            case Operation::binary: each(from, target, step.binary); break;
            case Operation::curve: each_one(from, target, curves_[step.index]); break;
            case Operation::random: random(step, from, rows, target, scratch); break;
        }
    }
    const double* result = place(result_);
    std::copy(result, result + n, out.begin());
}

}  // namespace replica
