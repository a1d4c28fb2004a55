#pragma once

#include "engine/simulation/simulator.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

namespace replica {

/// The rank correlations of a table: solved for latent ones that give them, for the distributions as they are.
class TableCorrelations {
public:
    /// Gives columns of `table` their latent variables, and the table its factor. Both arguments must outlive the
    /// object. Throws InputError where a column is unknown, isn't drawn, or a correlation can't be attained.
    TableCorrelations(const SimulatedTable& spec, Simulator::Table& table);

    /// What a user should know: that the matrix had to be changed.
    [[nodiscard]] const std::optional<std::string>& remark() const { return remark_; }

    /// A column whose law hangs on conditions has no single marginal: what its latent correlation makes of Spearman's
    /// is measured on simulated rows of table `number`, and mended. All tables must be compiled.
    void refine(const Simulator& simulator, std::size_t number);

private:
    struct Pair {
        Eigen::Index first = 0, second = 0;
        double spearman = 0;  ///< as wanted
        double latent = 0;
    };
    /// Sets the table's factor from the latent correlations. Returns by how much one had to be changed.
    double factorize();

    const SimulatedTable& spec_;
    Simulator::Table& table_;
    std::vector<Pair> pairs_;
    std::string most_changed_;
    std::optional<std::string> remark_;
};

}  // namespace replica
