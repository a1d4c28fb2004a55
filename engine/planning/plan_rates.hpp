#pragma once

#include "kernels/counting_costs.hpp"

#include <string>

namespace replica {

/// What a pass over text costs on one thread: bytes of the text times byte_ns, and values times what their column's
/// kind takes.
struct ValueRates {
    double byte_ns = 0;
    double category_ns = 0;  ///< a value of a column of few distinct values
    double number_ns = 0;    ///< of a column of numbers or dates that goes into bins
};

/// What the parts of an evaluation cost on one thread.
struct EvaluationRates {
    double copy_value_ns = 0;    ///< of every row: hashed and looked up
    double joint_factor = 0;     ///< tables of pairs and triples, over what a cover of them is expected to take
    double joint_set_ns = 0;     ///< a pair or triple compared
    double pair_row_ns = 0;      ///< of the rows drawn: rank correlations and missing patterns of a pair
    double use_column_ns = 0;    ///< regressions: a column ...
    double use_value_ns = 0;     ///< ... and a value of the rows drawn
    double attack_row_ns = 0;    ///< attacks: a row drawn ...
    double attack_value_ns = 0;  ///< ... and a value of it
};

/// How fast a machine is; the defaults were measured by `replica plan --calibrate` on the machine they
/// name, but for the network's, which are assumed. A
/// `gain` is what each further core of a node adds to the speed of one, 1 being all of itself: cores share caches and
/// the memory's bandwidth. A rate in bytes a nanosecond is one in GB/s.
struct PlanRates {
    std::string machine = "Intel Xeon of the Sapphire Rapids family, 2 cores";
    std::string date = "2026-11-28";
    std::string version = "0.1.0";

    double start_seconds = 0.11;  ///< of a process by itself: MPI, reading options, ending
    double launch_seconds = 0.4;  ///< of several ranks, by mpirun
    ValueRates profile{0.54, 22, 18};
    ValueRates survey{0.54, 0, 480};
    ValueRates encode{0.65, 23, 19};
    ValueRates generate{0.6, 4, 12};
    double reading_gain = 0.82;
    double counting_gain = 0.8;
    double generating_gain = 0.8;
    double evaluating_gain = 0.5;

    CountingCosts counting;                ///< of a joint table, by its size
    double counting_factor = 0.95;         ///< what counting takes over what the costs of its blocks add up to
    double set_ns = 100;                   ///< a set's score found and stored, beside its block
    double serial_set_ns = 300;            ///< a set put into a block and looked up by the search, on one core
    double learn_value_ns = 2.6;           ///< rows hashed, missing groups, conditional tables
    double model_column_seconds = 0.0007;  ///< a model written or read: a column ...
    double model_cell_ns = 400;            ///< ... and a cell of its conditional tables
    double sampler_cell_ns = 1000;         ///< a cell made ready to draw from

    EvaluationRates evaluation{40, 0.53, 20'000, 21, 17.5e6, 130, 13'700, 190};

    double memory_bytes_per_ns = 15;  ///< read by all cores of a node
    double disk_bytes_per_ns = 0.5;   ///< written and synced, by all nodes together
    double network_bytes_per_ns = 2;  ///< into a node while all take part
    double latency_ns = 3'000;        ///< of one message
};

}  // namespace replica
