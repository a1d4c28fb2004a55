#pragma once

#include "engine/mpi/communicator.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

namespace replica {

struct Evaluation;  // engine/evaluation/evaluation.hpp

// The jobs, each collective over all ranks of `world`. They throw InputError and JobError, the same on every rank.

/// Writes what a query makes of OMOP tables.
void extract(const ExtractOptions& options, const Communicator& world, Log& log);

/// Prints to standard output what is wrong with OMOP tables.
void check(const CheckOptions& options, const Communicator& world, Log& log);

/// Writes an extract with identifiers, dates and small cells treated by rules, and a record of what was done.
void deidentify(const DeidentifyOptions& options, const Communicator& world, Log& log);

/// Learns a model of an extract and writes it.
void describe(const DescribeOptions& options, const Communicator& world, Log& log);

/// Writes a replica drawn from a model.
void generate(const GenerateOptions& options, const Communicator& world, Log& log);

/// Writes rows of a specification, without any source.
void simulate(const SimulateOptions& options, const Communicator& world, Log& log);

/// Prints a specification fitted to an extract to standard output.
void profile(const ProfileOptions& options, const Communicator& world, Log& log);

/// Writes a report of how faithful and how private a replica is, and returns what is in it, on the root.
Evaluation evaluate(const EvaluateOptions& options, const Communicator& world, Log& log);

/// Prints the metrics of two replicas side by side to standard output.
void compare(const CompareOptions& options, const Communicator& world, Log& log);

/// Describes, generates and evaluates at each point of a grid, and tells what that costs and how faithful it is.
void sweep(const SweepOptions& options, const Communicator& world, Log& log);

/// Runs the steps of a job file, those alone whose inputs, options or version have changed since they were done.
void run_chain(const RunOptions& options, const Communicator& world, Log& log);

/// Predicts time, memory, disk and network of describe, generate and evaluate, to standard output; or measures the
/// rates that this takes.
void plan(const PlanOptions& options, const Communicator& world, Log& log);

/// Prints what a model holds to standard output.
void inspect(const InspectOptions& options, const Communicator& world);

/// Makes a model of a description that DataSynthesizer wrote.
void import_description(const ImportOptions& options, const Communicator& world, Log& log);

/// Prints a draft schema of an extract to standard output.
void draft_schema(const SchemaOptions& options, const Communicator& world, Log& log);

}  // namespace replica
