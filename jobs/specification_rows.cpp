#include "jobs/specification_rows.hpp"

#include "engine/mpi/agreement.hpp"
#include "engine/simulation/simulator.hpp"
#include "io/simulation/simulation_writer.hpp"
#include "io/simulation/spec_toml.hpp"

#include <memory>

namespace replica {
namespace {

constexpr std::uint64_t own_seed = 0x5BEC1F1CA7104E5;

std::shared_ptr<const Simulator> one_table(const std::string& spec_path) {
    auto simulator = std::make_shared<const Simulator>(read_simulation_spec(spec_path));
    if (simulator->has_tables())
        throw InputError(spec_path +
                         " has several tables, and a report is of one; write rows of it with simulate and "
                         "name the table's files in --real");
    return simulator;
}

}  // namespace

SpecificationRows::SpecificationRows(const std::string& spec_path, std::uint64_t rows,
                                     const std::filesystem::path& folder, int threads, const Communicator& world)
    : folder_(folder / ".specification-rows"), is_root_(world.is_root()) {
    const auto simulator = agree(world, [&] { return one_table(spec_path); });
    agree(world, [&] {
        std::error_code ignored;
        if (is_root_) std::filesystem::remove_all(folder_, ignored);
    });
    ReplicaOptions options;
    options.rows = rows;
    options.seed = own_seed;
    options.directory = folder_;
    options.threads = threads;
    options.version = REPLICA_VERSION;
    write_simulation(*simulator, options, world);
}

SpecificationRows::~SpecificationRows() {
    std::error_code ignored;
    if (!is_root_) return;
    std::filesystem::remove_all(folder_, ignored);
    // The report's folder, where nothing came into it.
    std::filesystem::remove(folder_.parent_path(), ignored);
}

}  // namespace replica
