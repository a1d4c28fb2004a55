#pragma once

#include "engine/model.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Working memory of one thread that samples a copula.
struct CopulaScratch {
    std::vector<std::vector<double>> normals;  ///< independent ones, by variable
    std::vector<double> latent;
    std::vector<std::vector<double>> of_persons;
    std::vector<std::uint64_t> keys;
    std::vector<std::uint64_t> words;
};

/// Draws codes of rows by a copula. Immutable after construction.
class CopulaSampler {
public:
    /// Throws InputError where the copula doesn't fit the columns and families.
    explicit CopulaSampler(const Model& model);

    /// Codes of the person tier's columns for the persons from number `first` on, all of size `persons`.
    void sample_persons(std::uint64_t seed, std::uint64_t first, std::size_t persons,
                        std::span<std::vector<std::uint16_t>> codes, CopulaScratch& scratch) const;

    /// Codes of the other columns for the rows from first_row on. persons: by row, the number of its person; empty
    /// where there is no person tier.
    void sample_rows(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                     std::span<const std::uint64_t> persons, std::span<std::vector<std::uint16_t>> codes,
                     CopulaScratch& scratch) const;

private:
    struct Variable {
        std::uint64_t stream = 0;
        bool missing = false;
        std::vector<std::uint32_t> columns;
        std::vector<double> thresholds;    ///< ascending
        std::vector<std::uint16_t> codes;  ///< by how many thresholds are passed
        /// Of the person tier, by how many: where the value begins among persons, and how much of them it is; the same
        /// among rows.
        double shift = 0, scale = 1;  ///< of a row: what makes it standard normal given persons as they are
        std::vector<double> begins{}, shares{}, row_begins{}, row_shares{};
    };

    void fill_normals(std::uint64_t seed, std::size_t begin, std::size_t end, std::span<const std::uint64_t> keys,
                      CopulaScratch& scratch) const;
    static void combine(std::span<const double> weights, std::span<const std::vector<double>> normals, std::size_t rows,
                        std::vector<double>& latent);
    [[nodiscard]] std::vector<std::size_t> in_order(std::size_t begin, std::size_t end) const;
    void put_codes(const Variable& variable, std::span<const double> latent,
                   std::span<std::vector<std::uint16_t>> codes) const;
    /// Persons with many rows bring what hangs together with that to other variables of theirs too, inside codes: finds
    /// what mean and variance the rows' variables have for it.
    void calibrate(const Model& model);
    /// Makes scratch.normals of the person tier's variables, by row, what they are in the rows' copula.
    void bring_persons(std::uint64_t seed, std::span<const std::uint64_t> persons, CopulaScratch& scratch) const;

    Copula copula_;
    std::vector<Variable> variables_;
    std::size_t of_persons_ = 0;                 ///< so many variables come first
    std::vector<std::uint32_t> person_columns_;  ///< all with codes
    std::vector<std::uint32_t> row_columns_;
    std::vector<std::uint16_t> usual_;  ///< by column of the model: the only code that it has but the missing one
    std::vector<std::uint16_t> missing_;
};

}  // namespace replica
