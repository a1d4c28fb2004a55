#pragma once

#include "jobs/options.hpp"

namespace CLI {
class App;
class Validator;
}  // namespace CLI

namespace replica {

// Options that several jobs have, or that belong together.

/// Holds a text against the whole numbers of 64 bits.
CLI::Validator whole_number();

void add_shared(CLI::App& job, SharedOptions& options);

/// OMOP tables and the query.
void add_source(CLI::App& job, ExtractOptions& options);

/// How files are written.
void add_text_form(CLI::App& job, InputOptions& options);

/// Files and their dialect.
void add_dialect(CLI::App& job, InputOptions& options);

/// The same, and how columns become codes.
void add_input(CLI::App& job, InputOptions& options);

/// How describe counts.
void add_counting(CLI::App& job, DescribeOptions& options);

/// A specification, and what is made of it.
void add_simulation(CLI::App& job, SimulateOptions& options);

/// A model, and what is drawn from it.
void add_generation(CLI::App& job, GenerateOptions& options);

/// Tables to compare, and what is made of them.
void add_evaluation(CLI::App& job, EvaluateOptions& options);

/// A grid of points, and which of them are run.
void add_grid(CLI::App& job, SweepOptions& options);

/// What is planned, on what, by which rates.
void add_planning(CLI::App& job, PlanOptions& options);

/// What describe takes with an epsilon.
void add_privacy(CLI::App& job, PrivacyOptions& options);

}  // namespace replica
