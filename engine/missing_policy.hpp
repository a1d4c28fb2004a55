#pragma once

#include "engine/model.hpp"

#include <optional>
#include <string>
#include <vector>

namespace replica {

/// What becomes of missing values on the way out.
struct MissingPolicy {
    bool as_in_source = true;
    double rate = 0;  ///< else: of every cell but those of identifiers, each by itself (missing completely at random)
};

/// `source`, `none`, or a rate: a number from 0 to 1, or a percentage such as 20%. Throws InputError for anything else.
MissingPolicy missing_policy(const std::string& text);

/// Takes the missing values out of a model's tables, unless they stay as in the source: a column is drawn given that it
/// is there, and a parent configuration in which it never is backs off. Then gives every column but identifiers a code
/// for missing where `rate` needs one, and sets Model::missing_rate. Returns the names of columns that hold nothing but
/// missing values, which stay so.
std::vector<std::string> apply(const MissingPolicy& policy, Model& model);

}  // namespace replica
