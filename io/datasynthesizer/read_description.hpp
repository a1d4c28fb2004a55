#pragma once

#include "engine/model.hpp"

#include <filesystem>

namespace replica {

/// Makes a model of a description that DataSynthesizer 0.1 has written in any of its modes: random, independent
/// attribute and correlated attribute (it has `bayesian_network` and `conditional_probabilities`). Random is told from
/// independent by its distributions: all of them are even.
///
/// - Probabilities become counts of 2^30 a distribution, rounded; what rounds to nothing is left out. A description
///   doesn't say how frequent a parent configuration is: in a table all weigh the same.
/// - Bins of numbers begin at the first value that the description's generator draws in them; the last ends with `max`.
///   Floats have the digits that their `min` and `max` are written with, at least 2 and at most 9. Datetimes are its
///   seconds since 1970, as dates where all bins begin at midnight.
/// - Candidate keys are keys, and so are social security numbers; strings that aren't categorical are free text.
/// - The missing rate holds in every mode: the description's own generator forgets it outside the correlated one.
///
/// The model is marked sensitive: a description doesn't say whether noise was added to it.
/// Throws InputError that names the file and the place inside it.
Model read_description(const std::filesystem::path& path);

}  // namespace replica
