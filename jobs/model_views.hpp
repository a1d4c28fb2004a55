#pragma once

#include "engine/model.hpp"

#include <string>

namespace replica {

// A model as text, one function a form of `inspect`.

/// For people: columns with roles and codes, then the network with scores.
std::string model_summary(const Model& model);

/// As JSON: columns, network, provenance; families with their sizes, without their counts.
std::string model_json(const Model& model);

/// The network in Graphviz's DOT language.
std::string network_dot(const Model& model);

/// The network with its conditional probabilities in the Bayesian interchange format that bnlearn and pgmpy read.
/// Every parent configuration is written: those that don't occur have the child's probabilities over all rows.
std::string network_bif(const Model& model);

}  // namespace replica
