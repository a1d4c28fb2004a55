#include "jobs/launch.hpp"

#include "engine/error.hpp"
#include "io/build_identity.hpp"
#include "io/lock_holder.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace replica {
namespace {

std::optional<int> number_in(const char* variable) {
    const char* text = std::getenv(variable);
    if (text == nullptr) return std::nullopt;
    const std::string_view digits = text;
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

/// What a launcher has told its processes.
struct Launch {
    int ranks = 1;
    int rank = 0;
    bool by_slurm = false;
};

// Inside an mpirun the step that SLURM knows is that of its daemons, so mpirun's own words count. A batch script has
// the job's variables but no step: what it runs without srun is alone, and meant to be.
Launch launch_told() {
    if (const auto ranks = number_in("OMPI_COMM_WORLD_SIZE"))
        return {*ranks, number_in("OMPI_COMM_WORLD_RANK").value_or(0)};
    if (number_in("SLURM_STEP_ID") && number_in("SLURM_STEP_NUM_TASKS"))
        return {*number_in("SLURM_STEP_NUM_TASKS"), number_in("SLURM_PROCID").value_or(0), true};
    if (const auto ranks = number_in("PMI_SIZE")) return {*ranks, number_in("PMI_RANK").value_or(0)};
    return {};
}

std::string text_of(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Bytes bytes_of(const std::string& text) {
    Bytes bytes(text.size());
    std::transform(text.begin(), text.end(), bytes.begin(), [](char letter) { return static_cast<std::byte>(letter); });
    return bytes;
}

void check_ranks(const Communicator& world) {
    const Launch launch = launch_told();
    if (launch.ranks == world.size()) return;
    const std::string ranks = std::to_string(launch.ranks);
    const std::string reason =
        launch.by_slurm ? "srun started " + ranks + " tasks" : "the launcher started " + ranks + " ranks";
    throw InputError(reason + ", which run as " + std::to_string(world.size()) +
                     (world.size() == 1 ? " each by itself" : "") + "; " +
                     (launch.by_slurm ? "use srun --mpi=pmix, or mpirun inside the allocation"
                                      : "use the mpirun of the MPI that the program was built with"));
}

// Two reductions tell that all are the same; which one is another is asked only where they aren't.
void check_builds(const Communicator& world) {
    const std::string build = build_identity();
    const std::uint64_t number = std::hash<std::string>{}(build);
    if (world.min(number) == world.max(number)) return;
    const std::vector<Bytes> builds = world.all_gather(bytes_of(build));
    const std::vector<Bytes> hosts = world.all_gather(bytes_of(host_name()));
    const auto other = std::find_if(builds.begin(), builds.end(), [&](const Bytes& one) { return one != builds[0]; });
    throw InputError("node " + text_of(hosts[static_cast<std::size_t>(other - builds.begin())]) +
                     " runs another build of replica than node " + text_of(hosts[0]) +
                     "; give all nodes the same one, on a file system that they share");
}

}  // namespace

void check_launch(const Communicator& world) {
    check_ranks(world);
    check_builds(world);
}

bool speaks(const Communicator& world) {
    const Launch launch = launch_told();
    return world.is_root() && (launch.ranks == world.size() || launch.rank == 0);
}

}  // namespace replica
