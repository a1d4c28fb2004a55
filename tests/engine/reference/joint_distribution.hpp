#pragma once

#include "engine/model.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace replica::reference {

/// Probability of each tuple of codes, a code a column of the model.
using JointDistribution = std::map<std::vector<std::uint16_t>, double>;

/// P(code | parents' codes): the counts that agree with all parents, failing that with all but the last, and so on.
inline double conditional_probability(const Family& family, const Model& model,
                                      const std::vector<std::uint16_t>& codes) {
    for (std::size_t parents = family.parents.size() + 1; parents-- > 0;) {
        double of_code = 0;
        double all = 0;
        for (std::size_t i = 0; i < family.configurations.size(); ++i) {
            std::uint64_t rest = family.configurations[i];
            bool agrees = true;
            for (std::size_t p = 0; p < family.parents.size(); ++p) {
                const std::uint32_t parent = family.parents[p];
                agrees = agrees && (p >= parents || rest % model.columns[parent].domain_size() == codes[parent]);
                rest /= model.columns[parent].domain_size();
            }
            for (std::size_t cell = family.first_cell[i]; agrees && cell < family.first_cell[i + 1]; ++cell) {
                all += family.counts[cell];
                if (family.codes[cell] == codes[family.child]) of_code += family.counts[cell];
            }
        }
        if (all > 0) return of_code / all;
    }
    return 0;
}

/// All tuples of codes with their probability, by multiplying the families in network order.
inline JointDistribution joint_distribution(const Model& model) {
    JointDistribution joint = {{std::vector<std::uint16_t>(model.columns.size(), 0), 1.0}};
    for (const Family& family : model.families) {
        JointDistribution longer;
        for (const auto& [before, probability] : joint) {
            std::vector<std::uint16_t> codes = before;
            for (std::uint16_t code = 0; code < model.columns[family.child].domain_size(); ++code) {
                codes[family.child] = code;
                const double next = probability * conditional_probability(family, model, codes);
                if (next > 0) longer[codes] += next;
            }
        }
        joint = std::move(longer);
    }
    return joint;
}

/// The distribution times weight(codes), and normalised; `mass` is what it summed to.
struct Weighed {
    JointDistribution joint;
    double mass = 0;
};

inline Weighed weighed(const JointDistribution& joint,
                       const std::function<double(const std::vector<std::uint16_t>&)>& weight) {
    Weighed result;
    for (const auto& [codes, probability] : joint) {
        const double product = probability * weight(codes);
        if (product > 0) result.joint[codes] = product;
        result.mass += product;
    }
    for (auto& [codes, probability] : result.joint) probability /= result.mass;
    return result;
}

/// Total variation distance.
inline double distance(const JointDistribution& a, const JointDistribution& b) {
    double sum = 0;
    for (const auto& [codes, probability] : a) {
        const auto other = b.find(codes);
        sum += std::abs(probability - (other == b.end() ? 0 : other->second));
    }
    for (const auto& [codes, probability] : b)
        if (!a.contains(codes)) sum += probability;
    return sum / 2;
}

}  // namespace replica::reference
