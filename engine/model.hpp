#pragma once

#include "engine/column_model.hpp"
#include "engine/copula.hpp"
#include "engine/privacy/impossible_pairs.hpp"
#include "engine/privacy/pooled_rows.hpp"
#include "engine/privacy/privacy_statement.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// How the source was written, and so how the replica is.
struct TextForm {
    char separator = ',';
    bool quoting = true;                      ///< RFC 4180 quotes; otherwise fields are written bare
    bool backslash_escapes = false;           ///< PostgreSQL text form: \t \n \\ inside fields
    std::string missing_token;                ///< what stands for missing: the source's commonest token
    std::vector<std::string> missing_tokens;  ///< every token read as missing: a value equal to one is quoted
};

/// The conditional counts of one column given its parents, for the parent configurations that occur.
///
/// Configuration of parent codes (p0, p1, ...): p0 + |P0|·(p1 + |P1|·(p2 + ...)), so the first parents, which are the
/// most informative ones, are a configuration's low digits and dropping the last parent is a modulo.
struct Family {
    std::uint32_t child = 0;                    ///< column
    std::vector<std::uint32_t> parents;         ///< columns, most informative first; all precede child in the network
    std::vector<std::uint64_t> configurations;  ///< ascending; those that occur in the source
    std::vector<std::uint64_t> first_cell;      ///< configuration i owns cells [first_cell[i], first_cell[i + 1])
    std::vector<std::uint16_t> codes;           ///< child code of each cell, ascending within a configuration
    std::vector<std::uint32_t> counts;          ///< rows in each cell, > 0
    double score = 0;                           ///< of the family when it was chosen, nats
};

enum class Mode : std::uint8_t { random, independent, correlated, copula };

/// What a model was made by and from; nothing here depends on the number of ranks or threads.
struct Provenance {
    std::string version;     ///< of the program
    std::string options;     ///< of describe, as TOML
    std::uint64_t rows = 0;  ///< of the source; with noise where the model is private
    std::string score;       ///< "corrected" or "mi"
    std::uint32_t degree = 0;
    bool sensitive = true;  ///< holds exact counts of real people
};

/// How well each code of a column agrees with what is given: 0 not at all, 1 always, or the share of its values that
/// do.
struct CodeEvidence {
    std::uint32_t column = 0;
    std::vector<double> likelihood;  ///< by code
};

/// What makes rows satisfy Model::given.
enum class GivenBy : std::uint8_t {
    tables,     ///< the families, which are given it
    rejection,  ///< rows are drawn until they do
};

/// What rows are drawn from.
enum class DrawFrom : std::uint8_t { network, pool };

/// All that generate needs.
///
/// families are in network order: a child comes after its parents, each column that is not dropped and has more than
/// one code occurs once. Columns with one code, such as a key without missing values, are in no family.
struct Model {
    Mode mode = Mode::correlated;
    TextForm text;
    std::vector<ColumnModel> columns;  ///< in the source's order
    std::vector<Family> families;
    Provenance provenance;
    std::optional<Copula> copula{};             ///< of mode copula: what the families' columns have in common
    std::optional<PrivacyStatement> privacy{};  ///< of a model that was learned with noise
    std::vector<ImpossiblePair> impossible{};   ///< what no row of it may hold, by public rules
    std::optional<PooledRows> pool{};           ///< what such a model's families were learned from
    DrawFrom draw_from = DrawFrom::network;     ///< not stored
    std::uint64_t replica_rows = 0;             ///< not stored: rows to be drawn, which private models share evenly
    double missing_rate =
        0;  ///< not stored: share of the cells that are left empty after all was drawn (MissingPolicy)
    std::vector<CodeEvidence> given;     ///< not stored: what all rows hold (condition()); never left empty
    GivenBy given_by = GivenBy::tables;  ///< not stored
};

}  // namespace replica
