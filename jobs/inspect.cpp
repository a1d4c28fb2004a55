#include "engine/mpi/agreement.hpp"
#include "io/datasynthesizer/write_description.hpp"
#include "io/hdf5/model_file.hpp"
#include "jobs/jobs.hpp"
#include "jobs/model_views.hpp"

#include <iostream>

namespace replica {
namespace {

std::string view(const Model& model, InspectForm form) {
    switch (form) {
        case InspectForm::text: return model_summary(model);
        case InspectForm::json: return model_json(model);
        case InspectForm::dot: return network_dot(model);
        case InspectForm::bif: return network_bif(model);
        case InspectForm::datasynthesizer: return description_text(model);
    }
    return {};
}

}  // namespace

void inspect(const InspectOptions& options, const Communicator& world) {
    agree(world, [&] {
        if (!world.is_root()) return;
        std::cout << view(read_model(options.model_path), options.form) << std::flush;
        if (!std::cout) throw JobError("standard output can't be written");
    });
}

}  // namespace replica
