#pragma once

#include "engine/evaluation/privacy_task.hpp"

namespace replica {

/// Whom an attacker attacks, and by what rows.
struct AttackSide {
    SampleDraw sources;     ///< the rows that the attacker has
    SampleDraw population;  ///< the rows of those attacked
};

/// An attack and its control, which are alike in all numbers of rows.
/// A given holdout: real rows, and as many of the holdout, by synthetic rows. A split one: real rows, by synthetic
/// rows, and by as many of the holdout.
struct AttackSides {
    AttackSide attack;
    AttackSide control;
};
AttackSides attack_sides(const PrivacyTask& task);

}  // namespace replica
