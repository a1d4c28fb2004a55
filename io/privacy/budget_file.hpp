#pragma once

#include "engine/privacy/accounting.hpp"

#include <string>
#include <vector>

namespace replica {

/// What a run charges to a data set's budget.
struct BudgetCharge {
    std::string run;    ///< its id
    std::string model;  ///< its file
    Accounting accounting = Accounting::zcdp;
    double epsilon = 0;
    double delta = 0;
    Cost cost;           ///< rho or epsilon
    double failure = 0;  ///< delta that is spent on thresholds
};

/// What all runs on a data set have spent together.
struct BudgetState {
    double total_epsilon = 0;  ///< that they may
    double delta = 0;          ///< at which rho becomes epsilon
    double spent_epsilon = 0;
    double spent_delta = 0;
    std::size_t runs = 0;
};

/// Charges a run to the budget file of a data set (JSON), which is made where there is none; a run that is there
/// already, being resumed, isn't charged again. rho of zcdp runs is added up, and becomes epsilon at the file's delta,
/// the first run's; a pure run counts with epsilon^2 / 2. Where all runs are pure, epsilons are added up.
///
/// Returns the state after it. Throws InputError where the total would be exceeded or differs from the file's, and
/// nothing is charged then; JobError where the file can't be written. The file is locked meanwhile.
BudgetState charge_budget(const std::string& path, double total_epsilon, const BudgetCharge& charge);

}  // namespace replica
