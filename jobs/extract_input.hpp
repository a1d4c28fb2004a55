#pragma once

#include "engine/encoding_plan.hpp"
#include "io/extract_source.hpp"
#include "jobs/options.hpp"

namespace replica {

/// Threads of this rank: the option, else OMP_NUM_THREADS, else the processors that it may use.
int thread_count(const SharedOptions& options);

/// Collective: opens the extract that the options name.
ExtractSource open_extract(const InputOptions& options, const Communicator& world);

/// Bytes of all files of a source.
std::uint64_t source_bytes(const ExtractSource& source);

/// What the schema file, if any, and the names of the columns say, with the look-up tables that the schema names.
/// Collective; throws where schema and data differ.
ColumnKnowledge gather_knowledge(const InputOptions& options, const ExtractSource& source, const Communicator& world,
                                 int threads);

}  // namespace replica
