#include "jobs/plan_text.hpp"

#include "jobs/log.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace replica {
namespace {

using Json = nlohmann::ordered_json;

constexpr double mebibyte = 1024.0 * 1024.0;

template <typename... Values>
std::string formatted(const char* format, Values... values) {
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

std::string seconds_text(double seconds) {
    return seconds < 10      ? formatted("%.2f s", seconds)
           : seconds < 600   ? formatted("%.0f s", seconds)
           : seconds < 36000 ? formatted("%.0f min", seconds / 60)
                             : formatted("%.1f h", seconds / 3600);
}

std::string bytes_text(double bytes) {
    const double mib = bytes / mebibyte;
    if (mib < 1024) return formatted("%.0f MiB", std::ceil(mib));
    return mib < 1024 * 1024 ? formatted("%.1f GiB", mib / 1024) : formatted("%.1f TiB", mib / 1024 / 1024);
}

double rank_memory(const PlannedJob& job, const PlannedMachine& machine) {
    return std::max(job.root_memory, job.node_memory / machine.ranks);
}

double node_memory(const PlannedJob& job) { return std::max(job.root_memory, job.node_memory); }

std::string job_text(const PlannedJob& job, const PlannedMachine& machine) {
    std::string text =
        formatted("%-9s %10s  %10s a rank, %10s a node", job.name.c_str(), seconds_text(job.seconds()).c_str(),
                  bytes_text(rank_memory(job, machine)).c_str(), bytes_text(node_memory(job)).c_str());
    text += ", " + bytes_text(job.sent) + " sent; most time: " + name_of(job.slowest()) + "\n";
    if (node_memory(job) > static_cast<double>(machine.memory))
        text += "  needs more memory than the " + bytes_text(static_cast<double>(machine.memory)) + " of a node\n";
    for (const PlannedPhase& phase : job.phases)
        text += formatted("  %-14s %10s  %s\n", phase.name.c_str(), seconds_text(phase.seconds()).c_str(),
                          phase.seconds() > 0 ? name_of(phase.slowest()) : "");
    return text;
}

Json phase_json(const PlannedPhase& phase) {
    return {{"name", phase.name},
            {"seconds", phase.seconds()},
            {"processors", phase.cpu},
            {"one_core", phase.serial},
            {"memory_bandwidth", phase.memory_bandwidth},
            {"network", phase.network},
            {"files", phase.file_system},
            {"start", phase.start},
            {"slowest", name_of(phase.slowest())}};
}

Json job_json(const PlannedJob& job, const PlannedMachine& machine) {
    Json json{{"seconds", job.seconds()},
              {"rank_memory", rank_memory(job, machine)},
              {"node_memory", node_memory(job)},
              {"fits_memory", node_memory(job) <= static_cast<double>(machine.memory)},
              {"sent", job.sent},
              {"slowest", name_of(job.slowest())},
              {"phases", Json::array()},
              {"sbatch", sbatch_lines(job, machine)}};
    for (const PlannedPhase& phase : job.phases) json["phases"].push_back(phase_json(phase));
    return json;
}

}  // namespace

std::string slurm_time(double seconds) {
    const auto minutes = static_cast<long>(std::ceil(seconds / 60));
    const long days = minutes / 1440;
    const std::string clock = formatted("%02ld:%02ld:00", minutes / 60 % 24, minutes % 60);
    return days > 0 ? std::to_string(days) + "-" + clock : clock;
}

std::string sbatch_lines(const PlannedJob& job, const PlannedMachine& machine) {
    constexpr double least_seconds = 600;
    constexpr double margin = 2;
    constexpr double memory_margin = 1.25;
    const double mib = std::ceil(node_memory(job) * memory_margin / mebibyte);
    return "#SBATCH --nodes=" + std::to_string(machine.nodes) +
           "\n#SBATCH --ntasks-per-node=" + std::to_string(machine.ranks) +
           "\n#SBATCH --cpus-per-task=" + std::to_string(machine.threads) +
           "\n#SBATCH --mem=" + formatted("%.0fM", mib) +
           "\n#SBATCH --time=" + slurm_time(std::max(least_seconds, margin * job.seconds())) + "\n";
}

std::string plan_text(const Prediction& prediction) {
    const auto& [work, machine, rates, plan] = prediction;
    std::string text = grouped(work.rows) + " rows and " + std::to_string(work.columns.size()) + " columns, degree " +
                       std::to_string(work.degree) + ", " + grouped(work.synthetic_rows) + " synthetic rows; " +
                       formatted("%d nodes x %d ranks x %d threads", machine.nodes, machine.ranks, machine.threads) +
                       "\nrates: " + rates.machine + ", " + rates.date + "\n";
    if (!plan.describe.way.empty()) text += "counting: " + plan.describe.way + " by describe's own estimate\n";
    text += "\n";
    for (const PlannedJob* job : {&plan.describe, &plan.generate, &plan.evaluate}) text += job_text(*job, machine);
    text += formatted("%-9s %10s\n", "together", seconds_text(plan.seconds()).c_str());
    const PlannedDisk& disk = plan.disk;
    text += "disk: extract " + bytes_text(disk.extract) + ", store " + bytes_text(disk.store) + " (--work), model " +
            bytes_text(disk.model) + ", replica " + bytes_text(disk.replica) + ", scratch " + bytes_text(disk.scratch) +
            " a node (--scratch)\n";
    for (const PlannedJob* job : {&plan.describe, &plan.generate, &plan.evaluate})
        text += "\n# slurm/" + job->name + ".sbatch\n" + sbatch_lines(*job, machine);
    return text;
}

std::string plan_json(const Prediction& prediction) {
    const auto& [work, machine, rates, plan] = prediction;
    const PlannedDisk& disk = plan.disk;
    const Json json{{"rows", work.rows},
                    {"columns", work.columns.size()},
                    {"degree", work.degree},
                    {"synthetic_rows", work.synthetic_rows},
                    {"nodes", machine.nodes},
                    {"ranks_a_node", machine.ranks},
                    {"threads", machine.threads},
                    {"rates", {{"machine", rates.machine}, {"date", rates.date}, {"version", rates.version}}},
                    {"seconds", plan.seconds()},
                    {"jobs",
                     {{"describe", job_json(plan.describe, machine)},
                      {"generate", job_json(plan.generate, machine)},
                      {"evaluate", job_json(plan.evaluate, machine)}}},
                    {"disk",
                     {{"extract", disk.extract},
                      {"store", disk.store},
                      {"model", disk.model},
                      {"replica", disk.replica},
                      {"scratch", disk.scratch}}}};
    return json.dump(2) + "\n";
}

}  // namespace replica
