#pragma once

#include "engine/privacy/accounting.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// A line of the ledger: something that was learned from the data with noise.
struct Release {
    std::string what;
    std::string mechanism;  ///< "discrete Gaussian", "discrete Laplace", "exponential"
    std::string scale;      ///< of its noise, exactly, with its name: "variance 1234/8"
    Cost cost;
    double delta = 0;  ///< beside the cost: chance that a threshold lets a rare value through

    friend bool operator==(const Release&, const Release&) = default;
};

/// What a model says of its privacy.
struct PrivacyStatement {
    std::string unit = "row";  ///< whose presence is hidden: "row", or the column that names it
    Neighbours neighbours = Neighbours::add_or_remove;
    std::uint32_t max_rows = 1;
    Accounting accounting = Accounting::zcdp;
    double epsilon = 0;
    double delta = 0;  ///< 0 with pure accounting
    Cost budget;
    std::vector<Release> releases;
    std::vector<std::string> declared_public;  ///< what was taken as known to everybody, a sentence each
    std::vector<std::string> not_private;      ///< why the model isn't private all the same; empty where it is

    [[nodiscard]] Cost spent() const {
        Cost sum;
        for (const Release& release : releases) sum = sum + release.cost;
        return sum;
    }
};

}  // namespace replica
