#pragma once

#include "engine/evaluation/evaluation.hpp"
#include "io/report/histogram_figure.hpp"

#include <string>

namespace replica {

// Sections of the page about how faithful the replica is; empty where the evaluation has nothing for them.

std::string columns_section(const Evaluation& evaluation, const FigureContext& context);
std::string pairs_section(const Evaluation& evaluation, const FigureContext& context);
std::string joint_section(const Evaluation& evaluation, const FigureContext& context);
std::string time_section(const Evaluation& evaluation, const FigureContext& context);
std::string missing_section(const Evaluation& evaluation, const FigureContext& context);
std::string validity_section(const Evaluation& evaluation);
std::string use_section(const Evaluation& evaluation, const FigureContext& context);

}  // namespace replica
