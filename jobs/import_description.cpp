#include "engine/mpi/agreement.hpp"
#include "engine/synthesis.hpp"
#include "io/datasynthesizer/read_description.hpp"
#include "io/hdf5/model_file.hpp"
#include "jobs/jobs.hpp"

namespace replica {

void import_description(const ImportOptions& options, const Communicator& world, Log& log) {
    agree(world, [&] {
        if (!world.is_root()) return;
        check_model_path(options.model_path, options.shared.overwrite);
        Model model = read_description(options.description_path);
        model.provenance.version = REPLICA_VERSION;
        const Synthesizer generates(model);  // throws unless generate will take it
        write_model(model, options.model_path, options.shared.overwrite);
        log.info("imported " + std::to_string(model.columns.size()) + " columns and " +
                 std::to_string(model.families.size()) + " tables to " + options.model_path +
                 ", which is as private as the description is");
    });
}

}  // namespace replica
