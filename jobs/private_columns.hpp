#pragma once

#include "engine/column_codec.hpp"
#include "engine/column_profile.hpp"
#include "engine/privacy/public_codec.hpp"
#include "io/extract_source.hpp"
#include "io/privacy/private_extract.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"
#include "jobs/privacy_budget.hpp"

#include <optional>
#include <string>
#include <vector>

namespace replica {

/// The columns of an extract as they are learned with noise.
struct PrivateColumns {
    Schema schema;
    std::vector<DeclaredColumn> declared;
    std::vector<ColumnProfile> profiles;  ///< what codecs made from data need; else empty ones
    std::optional<std::size_t> unit;
    std::vector<std::string> declared_public;  ///< sentences for the ledger
    std::vector<std::string> not_private;

    [[nodiscard]] std::size_t undeclared(DomainNeed need) const;
    [[nodiscard]] std::vector<ColumnCodec> codecs() const;
};

/// Collective: what the schema declares of all columns, or with --domain-from-data what the data show. Tells where each
/// domain comes from.
PrivateColumns gather_private_columns(const DescribeOptions& options, ExtractSource& source, int threads,
                                      const Communicator& world, Log& log);

/// Collective: releases the domains that nobody has declared for at most `most`. run: the root's, else null.
void release_domains(const ValuesToRelease& values, const DescribeOptions& options, const Guarantee& guarantee,
                     Cost most, RunLedger* run, const Communicator& world, PrivateColumns& columns);

}  // namespace replica
