#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace replica::test {

/// A conditional probability table of a BIF text.
struct BifTable {
    std::vector<std::string> parents;
    /// Probabilities of the child's states by the states of the parents; without parents one row, of no states.
    std::map<std::vector<std::string>, std::vector<double>> rows;
};

struct BifNetwork {
    std::map<std::string, std::vector<std::string>> states;  ///< of each variable
    std::map<std::string, BifTable> tables;                  ///< of each child
};

/// Reads what bnlearn and pgmpy both read of the Bayesian interchange format (Cozman 1996, version 0.15): words of
/// letters, digits and underscores that begin with a letter, discrete variables, tables and rows. Throws
/// std::runtime_error on anything else: an undeclared variable or state, a row that occurs twice or is missing, a
/// number of states or probabilities that isn't the declared one.
BifNetwork parse_bif(std::string_view text);

}  // namespace replica::test
