#pragma once

#include "engine/given_text.hpp"
#include "engine/model.hpp"

#include <span>
#include <vector>

namespace replica {

/// What the conditions say of the codes of `model`, in their order, and narrows the decoders of the columns: what they
/// then write for a code whose likelihood isn't 0 satisfies the condition. Where a bin is cut, the likelihood is the
/// share of its weight that is left. Values that are pooled because few hold them satisfy none, except where kept
/// values stand in for them. The model's families stay as they are.
///
/// Numbers and dates are read as by parse_bound; in a column of datetimes a date stands for its whole day. Throws
/// InputError where a column isn't there, or is an identifier, or where the model never writes what it is to hold.
std::vector<CodeEvidence> narrow(Model& model, const std::vector<Condition>& conditions);

}  // namespace replica
